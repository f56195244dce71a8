"""`make mutants`: how it reads mutmut's differences and the page, and what it counts."""

from tools import mutants

DIFFERENCE = """# package.module.x_function__mutmut_1: survived
--- src/package/module.py
+++ src/package/module.py
@@ -1,3 +1,3 @@
 def function(number):
-    if number < 1:
+    if number <= 1:
         return 1
"""


def test_a_change_is_the_lines_that_differ() -> None:
    """Neither the names of the files nor the lines around it belong to a change, nor does its indentation."""
    assert ("-if number < 1:", "+if number <= 1:") == mutants.change(DIFFERENCE)


def test_the_page_has_the_equivalent_mutants() -> None:
    """Each paragraph of a `diff` block is a mutant; other blocks have none."""
    page = "```\n-a\n```\n\n```diff\n-one\n+two\n\n-three\n```\n\nText\n\n```diff\n-  four\n```\n"
    assert {("-one", "+two"), ("-three",), ("-four",)} == mutants.equivalent_changes(page)


def test_the_score_leaves_out_what_can_not_be_seen() -> None:
    """A time-out is a kill; a survivor and a mutant without tests are not, unless the page has their change."""
    statuses = {"a": "killed", "b": "timeout", "c": "survived", "d": "survived", "e": "no tests"}
    changes = {"c": ("-1", "+2"), "d": ("-3", "+4"), "e": ("-5", "+6")}
    text, score = mutants.report(statuses, changes, {("-3", "+4")})
    assert 50.0 == score
    assert text.startswith("c: survived\n-1\n+2\n\ne: no tests\n-5\n+6\n\n5 run: ")
    assert "-3" not in text
