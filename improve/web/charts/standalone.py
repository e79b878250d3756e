"""One drawing as a file of its own: for documents, mail and the command line, where no page brings the styles."""

import re
from collections.abc import Mapping

from markupsafe import Markup

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_TOKEN = re.compile(r"(--[\w-]+):(#[0-9a-fA-F]{3,8})")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def light_tokens(theme_css: str) -> dict[str, str]:
    """The colors of the light theme by the names of their variables; the first block of theme.css has them."""
    first = theme_css.split("[data-bs-theme=dark]", maxsplit=1)[0]
    return dict(_TOKEN.findall(first))


def standalone(drawing: Markup, *, charts_css: str, tokens: Mapping[str, str]) -> str:
    """The SVG with its name space and the rules of charts.css, colors written out (PDF writers know no variables).

    Give it one drawing (`only="wide"`). Raises KeyError for a color that `tokens` lacks.
    """
    plain = _COMMENT.sub("", charts_css).split("@", maxsplit=1)[0]
    rules = [
        f"{selectors.strip()}{{{_VARIABLE.sub(lambda found: tokens[found[1]], body)}}}"
        for selectors, body in _RULE.findall(plain)
        if ".ch" in selectors
    ]
    font = '.ch{font-family:"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}'
    opening, content = str(drawing).split(">", maxsplit=1)
    style = f"<style>{font}{''.join(rules)}</style>"
    return f'{opening} xmlns="http://www.w3.org/2000/svg">{style}{content}'
