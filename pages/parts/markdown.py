"""Text of others in what Streamlit reads as Markdown."""

import re


def literal(text: str) -> str:
    """Text as it is, line by line, where Markdown is read: signs are escaped; icons, colours and addresses broken."""
    lines = "\n".join(filter(None, (line.strip() for line in text.split("\n"))))
    escaped = re.sub(r"([\\`*_{}\[\]()<>#+=\-.!|~$&])", r"\\\1", lines)
    return re.sub(r"([:@]|www)(?=\S)", "\\1\u2060", escaped, flags=re.IGNORECASE).replace("\n", "  \n")
