"""Prints the score of each report of Stryker, and the survivors that the document does not judge. Called by mutation.sh.

The document judges by file, the text as it is and the text as the mutant has it:
    ### Lines/LineState.cs
    - `a > b` → `a >= b`: why that is the same
A mutant that no test reaches is a survivor too. One that hangs a test is not: the test's host ends it.
"""
import collections
import json
import pathlib
import re
import sys


def judged(document):
    """(file, original, replacement) of every item below a heading that names a file."""
    file, found = None, collections.Counter()
    for line in pathlib.Path(document).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            file = line.strip("# `")
        elif item := re.match(r"- `(.+?)` → `(.+?)`(?:, (\d+) times)?:", line):
            found[file, item[1], item[2]] = int(item[3] or 1)
    return found


def text(lines, location):
    """What stands at a place of a source file, in one line."""
    begin, end = location["start"], location["end"]
    part = lines[begin["line"] - 1 : end["line"]]
    part[-1] = part[-1][: end["column"] - 1]
    part[0] = part[0][begin["column"] - 1 :]
    return " ".join(" ".join(part).split())


def main(document, *reports):
    known, unjudged = judged(document), 0
    for report in reports:
        counts = collections.Counter()
        page = json.loads(pathlib.Path(report, "reports/mutation-report.json").read_text(encoding="utf-8"))
        for path, source in sorted(page["files"].items()):
            file = path.split("src/Rules/")[-1]
            for mutant in source["mutants"]:
                status = mutant["status"]
                if status in ("Killed", "Timeout"):
                    counts["killed"] += 1
                if status not in ("Survived", "NoCoverage"):
                    continue
                original = text(source["source"].splitlines(), mutant["location"])
                replacement = " ".join(mutant["replacement"].split())
                counts["survivors"] += 1
                if known[file, original, replacement] > 0:
                    known[file, original, replacement] -= 1
                    counts["judged"] += 1
                    continue
                unjudged += 1
                reach = "no test reaches it" if status == "NoCoverage" else "survived"
                print(f"{file}:{mutant['location']['start']['line']}: `{original}` → `{replacement}`: {reach}")
        all_of_them = counts["killed"] + counts["survivors"]
        print(f"{pathlib.Path(report).name}: {counts['killed']} of {all_of_them} mutants found, {counts['survivors']} survive, "
              f"{counts['judged']} of them judged: {100 * counts['killed'] / max(1, all_of_them):.1f} %")
    return 1 if unjudged else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
