"""The programme: the lines, goals, projects and members that are shipped, and what a page says without them."""

from ks_data.answers import programme
from ks_data.store import current

HAARLEM, COUNTRY = "GM0392", "NL01"


def test_the_national_programme_has_three_lines_and_fourteen_actions() -> None:
    assert len(programme.items(current(), COUNTRY, "actielijn")) == 3
    grouped = programme.groups(current(), COUNTRY, "doel", "actie")
    assert [item.number for _, actions in grouped for item in actions] == list(range(1, 15))
    assert [(goal.name, len(actions)) for goal, actions in grouped if actions] == [
        ("Lokale en regionale afspraken", 7),
        ("Professionals en informeel netwerk", 7),
    ]


def test_haarlem_has_three_lines_seven_goals_three_projects_and_four_points() -> None:
    grouped = programme.groups(current(), HAARLEM, "actielijn", "doel")
    assert [[goal.number for goal in goals] for _, goals in grouped] == [[1, 2, 3], [4, 5], [6, 7]]
    projects = programme.items(current(), HAARLEM, "project")
    assert [project.name for project in projects] == ["CenteringPregnancy", "Prenatale huisbezoeken", "Nu Niet Zwanger"]
    assert all(project.target and project.status and project.since and project.text for project in projects)
    assert [point.since for point in programme.items(current(), HAARLEM, "actiepunt")] == ["2022"] * 4


def test_members_joined_in_2019_or_2021_and_have_a_domain_only_where_a_document_gives_one() -> None:
    members = programme.members(current(), HAARLEM)
    assert {title: len(domain_members) for title, domain_members in members.items()} == {
        "Medisch domein": 3,
        "Sociaal domein": 1,
        "Beide domeinen, of niet genoemd": 4,
    }
    since = {member.name.split()[0]: member.since for domain_members in members.values() for member in domain_members}
    assert {name for name, year in since.items() if year == "2021"} == {"Centrum", "Sociaal", "HomeStart"}
    assert len(since) == 8
    unsure = members["Beide domeinen, of niet genoemd"]
    assert all("domein" in member.text for member in unsure)


def test_every_item_belongs_to_something_that_exists() -> None:
    parents = {"doel": "actielijn", "project": "actielijn", "actie": "doel"}
    for region in (COUNTRY, HAARLEM):
        for kind, parent in parents.items():
            numbers = {str(item.number) for item in programme.items(current(), region, parent)}
            assert {item.parent for item in programme.items(current(), region, kind)} <= {*numbers, ""}


def test_an_item_without_a_parent_stands_alone(change_cells) -> None:
    change_cells("programme", "name", "Vaker praten over kinderwens", "parent", "")
    last, none = programme.groups(current(), HAARLEM, "actielijn", "doel")[-1]
    assert (last.name, none) == ("Vaker praten over kinderwens", [])


def test_a_municipality_without_a_programme_hears_why_and_what_to_do(page_text) -> None:
    text = page_text("programma", gemeente="Utrecht")
    assert "Van Utrecht hebben we nog geen eigen programma. Wel van: Haarlem." in text
    assert "data/sources/programme.csv" in text
    assert "Ketenaanpak Kansrijke Start in alle gemeenten" in text
    assert "CenteringPregnancy" not in text


def test_a_source_that_boxes_share_is_named_once_for_their_section() -> None:
    lines, projects, coalition, points = programme.programme(current(), HAARLEM).local
    assert lines.source.startswith("Gemeente Haarlem") and not any(box.source for box in lines.boxes)
    assert projects.source == "" and all(box.source for box in projects.boxes)  # from two places in the document
    assert coalition.source and points.title == "Actiepunten 2022"
    assert points.source == "" and points.boxes[0].source  # alone, so its own


def test_a_box_has_its_facts_its_numbered_goals_and_the_claims_that_it_repeats() -> None:
    lines, projects, *_ = programme.programme(current(), HAARLEM).local
    assert [line.number for line in lines.boxes[1].lines] == [4, 5]
    assert lines.boxes[1].title == "Actielijn 2: Eerder en beter in beeld"
    assert projects.boxes[0].facts[:2] == ("Voor wie: Eritrese vrouwen, ook statushouders", "Sinds: maart 2020")
    assert [[claim.id for claim in box.claims] for box in projects.boxes] == [[], ["home-visits-doubled"], []]
