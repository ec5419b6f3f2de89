"""Compares the answers of `json_oracle patches` on standard input with those of jsonpatch."""

import jsonpatch
import jsonpointer

from counts import Count, finish
from json_values import questions, same

applied, made = Count("json_patch_applied"), Count("json_patch_made")


def answer(document, patch):
    """`(True, what comes of it)` or `(False, why not)`."""
    try:
        return True, jsonpatch.apply_patch(document, patch)
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException) as error:
        return False, error


for it in questions():
    if "document" in it:
        done, theirs = answer(it["document"], it["patch"])
        ours = "result" in it
        applied.compare((done, True), (ours, not (done and ours) or same(theirs, it["result"])), f"{it}: {theirs}")
    else:
        done, theirs = answer(it["from"], it["patch"])
        made.compare(True, done and same(theirs, it["to"]), it)

finish([applied, made])
