"""A real server: who may publish there, and what it refuses of those who speak its protocol themselves."""

import re
import tomllib
import uuid
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import expect

from ks_data.store import releases
from tests.conftest import ROOT
from tests.pages.roles import LOCAL, TRANCHES, kept
from tests.pages.visitor import client, visitor

pytestmark = pytest.mark.usefixtures("folder")


def test_a_real_server_lets_the_person_here_publish_and_a_visitor_through_a_proxy_only_look(start_server, folder):
    server = start_server(KS_RELEASES=str(folder), LOGNAME="analist")
    with visitor(server, "nieuw") as local, visitor(server, "nieuw", X_Forwarded_For="203.0.113.9") as stranger:
        assert local.settings.disable_data_export  # what Streamlit saves of a table could become a formula
        stranger.drop_and_try_to_publish()
        assert stranger.shown["Publiceren"].disabled
        assert "U werkt niet op de computer waar deze app draait" in stranger.said
        assert not folder.exists()
        local.drop_and_try_to_publish()
        assert "Release 1 is gepubliceerd" in local.said and "analist" in local.said
        before = kept(folder)
        assert before

    with visitor(server, "releases") as local, visitor(server, "releases", Via="1.1 proxy") as stranger:
        offered = local.shown["Zet terug wat met de app is meegeleverd"].id
        made = local.press_download(local.shown["Download het bestand"].deferred_file_id)
        address = server.url + made.deferred_file.url
        assert httpx.get(address, trust_env=False).content == TRANCHES
        for foreign in ({"X-Forwarded-For": "203.0.113.9"}, {"Host": "evil.example"}):
            refused = httpx.get(address, headers=foreign, trust_env=False)
            assert refused.status_code == 403 and b"alleen wie mag publiceren" in refused.content
        assert not {"Download het bestand", "Zet terug wat met de app is meegeleverd"} & set(stranger.shown)
        stranger.run(offered)
        assert "Terugzetten kan daarom niet" in stranger.said and kept(folder) == before
        local.run(offered)
        assert "Dit verandert voor alle lezers" in local.said and kept(folder) == before
        sure = local.shown["Ja, zet terug"].id
        stranger.run(sure)
        assert "Terugzetten kan daarom niet" in stranger.said and kept(folder) == before
        local.run(sure)
        assert "Release 2: hersteld naar wat is meegeleverd" in local.said and kept(folder) != before
    written = server.said()
    for act in ("publiceren", "terugzetten", "het bestand van release 1 ophalen"):
        assert re.search(rf"allowed: '{act}' by 'analist' at 20\d\d-", written), act
    assert "Traceback" not in written


def test_a_real_server_that_others_can_reach_lets_nobody_publish_and_refuses_what_is_too_large(start_server, folder):
    limit = {"STREAMLIT_SERVER_MAX_UPLOAD_SIZE": "1", "STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}
    server = start_server(KS_RELEASES=str(folder), **limit)
    with visitor(server, "nieuw") as stranger:
        stranger.drop_and_try_to_publish()
        assert "inloggen is hier niet ingesteld" in stranger.said
        assert stranger.shown["Publiceren"].disabled and not folder.exists()
        url = f"/_stcore/upload_file/{stranger.session}/{uuid.uuid4()}"
        large = b"x" * 3 * 2**20
        with client(server) as sender:

            def parts() -> Iterator[bytes]:
                """The same without saying how much is coming."""
                yield b'--a\r\nContent-Disposition: form-data; name="f"; filename="f.csv"\r\n\r\n'
                for at in range(0, len(large), 2**16):
                    yield large[at : at + 2**16]
                yield b"\r\n--a--\r\n"

            form = {"Content-Type": "multipart/form-data; boundary=a"}
            answers = [
                sender.put(url, files={"f.csv": large}),
                sender.put(url, content=parts(), headers=form),
                sender.put(f"/_stcore/upload_file/{uuid.uuid4()}/1", files={"f.csv": b"x"}),
                sender.put(url, files={"f.csv": b"x"}, headers={"X-Xsrftoken": "another"}),
                sender.put(url, files={"f.csv": b"x"}),
            ]
        assert [answer.status_code for answer in answers] == [413, 413, 400, 403, 204]


def test_the_limit_of_the_server_is_the_one_that_is_told(opened_as):
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] == 200
    assert "tot 200 MB" in opened_as(LOCAL, "nieuw").file_uploader(key="bestand").label


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the provider itself
def test_who_logs_in_publishes_in_the_browser_under_the_own_address(start_server, login, tab, folder, tmp_path):
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(login)
    server = start_server(
        KS_RELEASES=str(folder), KS_PUBLISHERS="", STREAMLIT_SECRETS_FILES=str(secrets), NO_PROXY="localhost"
    )
    main = tab.get_by_test_id("stMain")

    tab.goto(f"{server.url}/nieuw")
    tab.get_by_role("button", name="Inloggen").click()
    tab.get_by_role("button", name="anna", exact=True).click()
    expect(tab.get_by_role("button", name="Uitloggen")).to_be_visible()
    tab.get_by_text("Nieuwe cijfers aanleveren", exact=True).click()
    file = {"name": "tranches.csv", "mimeType": "text/csv", "buffer": TRANCHES}
    tab.locator("input[type=file]").set_input_files(file)
    tab.get_by_text("Ja, dat klopt").click()
    expect(main).to_contain_text("U publiceert als anna@gemeente.nl.")
    tab.get_by_label("Bron", exact=True).fill("Proefbron")
    tab.get_by_label("Waarom publiceert u dit?").fill("Proef")
    tab.get_by_role("button", name="Publiceren").click()
    expect(main).to_contain_text("Release 1 is gepubliceerd")
    expect(main).to_contain_text("anna@gemeente.nl")
    with tab.expect_download() as fetched:
        tab.get_by_role("button", name="Download het bestand").click()
    assert fetched.value.path().read_bytes() == TRANCHES
    assert httpx.get(fetched.value.url, trust_env=False).status_code == 403, "the address alone is not enough"
    expect(tab.get_by_text("Toon wat er veranderde")).to_have_count(1)

    tab.get_by_role("button", name="Uitloggen").click()
    tab.get_by_role("button", name="End session").click()
    expect(tab.get_by_role("button", name="Inloggen")).to_be_visible()
    tab.goto(f"{server.url}/releases")
    expect(main).to_contain_text("Release 1: tranches van Proefbron")
    expect(main).not_to_contain_text("anna@gemeente.nl")
    expect(tab.get_by_role("button", name="Download het bestand")).to_have_count(0)
    expect(tab.get_by_text("Toon wat er veranderde")).to_have_count(0)
    assert [one.author for one in releases.history()] == ["anna@gemeente.nl"]
