"""A run as JUnit XML, which every CI shows."""

from xml.etree import ElementTree as ET

from evals.items import Item
from evals.runs import Run


def junit(run: Run) -> str:
    """One test case for each case and each edit."""
    suite = ET.Element(
        "testsuite",
        name=f"assay evals {run.manifest['subject']}",
        tests=str(len(run.items) + len(run.edits)),
        failures=str(sum(_fails(item) for item in run.items)),
        errors=str(len(run.errors)),
    )
    for item in run.items:
        case = ET.SubElement(suite, "testcase", classname=item.case.kind, name=item.case.id)
        if item.answer is None:
            ET.SubElement(case, "error", message=item.error or "")
        elif _fails(item):
            why = " ".join((*item.broken, item.primary.reason))
            ET.SubElement(case, "failure", message=why).text = item.answer.text
        elif item.primary.outcome == "abstained":
            ET.SubElement(case, "skipped", message="The question was refused.")
    for edit in run.edits:
        case = ET.SubElement(suite, "testcase", classname="edit", name=edit.name)
        told = "\n".join(f"{id_}: {why}" for id_, why in edit.broken.items())
        ET.SubElement(case, "system-out").text = f"{edit.law}\n{told}"
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _fails(item: Item) -> bool:
    return item.answer is not None and (item.primary.outcome == "fail" or bool(item.broken))
