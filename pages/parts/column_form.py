"""The form in which an analyst says what the columns of a table are, with what they look like beside it."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ks_data.incoming.reading import ColumnMapping, Sheet, column_evidence, suggested_mapping
from pages.parts import upload

NOTHING = "geen"
SCHOOL_YEARS = {"twee jaren samen": "", "het jaar waarin het begint": "first", "het jaar waarin het eindigt": "last"}


def map_columns(sheet: Sheet, file_id: str) -> None:
    """Asks for every role; what the cells look like is filled in."""
    columns = list(sheet.columns)
    suggested = suggested_mapping(sheet)

    def one(place: DeltaGenerator, label: str, suggestion: str, hint: str = "") -> str:
        """The column that has this role, "" for none."""
        options = [NOTHING, *columns]
        index = options.index(suggestion) if suggestion in columns else 0
        chosen = place.selectbox(label, range(len(options)), index, format_func=options.__getitem__, help=hint or None)
        return options[chosen] if chosen else ""

    with st.form(f"kolommen_{file_id}"):
        st.markdown("**Wat staat in welke kolom?**")
        st.dataframe(pd.DataFrame(sheet.top[sheet.header + 1 :][:8], columns=columns), hide_index=True)
        upload.evidence(column_evidence(sheet), expanded=True)
        first, second = st.columns(2)
        region = one(first, "Gebied (naam of code)", suggested.region)
        period = one(second, "Jaar", suggested.period, "Kies bij meer kolommen met jaren die van de cijfers.")
        fixed_region = first.text_input("Of het gebied waar alles over gaat", placeholder="Haarlem")
        fixed_period = second.text_input("Of het jaar waar alles over gaat", placeholder="2024")
        figures = st.multiselect(
            "Kolommen met cijfers", columns, list(suggested.values), placeholder="Kies een of meer kolommen"
        )
        years_across = st.checkbox("De jaren staan in de kop van deze kolommen", suggested.years_across)
        first, second = st.columns(2)
        subject = one(first, "Onderwerp", suggested.subject, "Laat op “geen” als er één onderwerp is.")
        unit = one(second, "Eenheid", suggested.unit)
        numerator = one(first, "Teller", suggested.numerator)
        denominator = one(second, "Noemer", suggested.denominator)
        status = one(first, "Status", suggested.status)
        note = one(second, "Toelichting", suggested.note)
        school_year = st.selectbox("Een schooljaar (2019/2020) telt voor", list(SCHOOL_YEARS))
        done = st.form_submit_button("Lees het bestand zo", type="primary")
    if done and not figures:
        st.error("Kies ten minste één kolom met cijfers.", icon=":material/error:")
    elif done:
        upload.choices(file_id)["mapping"] = ColumnMapping(
            tuple(figures),
            sheet=sheet.tab,
            region=region,
            period=period,
            subject=subject,
            numerator=numerator,
            denominator=denominator,
            fixed_period=fixed_period.strip(),
            unit=unit,
            status=status,
            note=note,
            fixed_region=fixed_region.strip(),
            years_across=years_across,
            school_year=SCHOOL_YEARS[school_year],
        )
        st.rerun()
