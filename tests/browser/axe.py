"""Asks axe, from inside a page, for what keeps people from using it."""

import os
from importlib.resources import files

from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SOURCE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
SOAK = os.environ.get("ENTREPOT_SOAK") == "1"
# Rows of a table are alike, and axe takes as long for each; a full run looks at all of them.
REPEATED = [] if SOAK else [["tbody tr:nth-child(n + 9)"]]
_RUN = """async ([tags, repeated]) => {
  const found = await axe.run({include: [["html"]], exclude: repeated},
    {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  const why = (node) => node.failureSummary.split("\\n").slice(1).map((line) => line.trim()).join("; ");
  return found.violations.flatMap(
    (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${why(node)}`));
}"""


def violations(page: Page) -> list[str]:
    """One line for each element that breaks a rule: the rule, where, why. Nothing is fetched for it."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(SOURCE)
    found: list[str] = page.evaluate(_RUN, [list(TAGS), REPEATED])
    return found
