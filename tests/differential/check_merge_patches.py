"""Compares the answers of `json_oracle merge_patches` on standard input with RFC 7396's own words."""

from counts import Count, finish
from json_values import questions, same

applied, made = Count("json_merge_patch_applied"), Count("json_merge_patch_made")
ABSENT = object()


def merge_patch(target, patch):
    """MergePatch of RFC 7396 §2."""
    if not isinstance(patch, dict):
        return patch
    target = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            target.pop(name, None)
        else:
            target[name] = merge_patch(target.get(name, ABSENT), value)
    return target


def sayable(before, after):
    """Whether a merge patch can make a member so: its null removes."""
    if before is not ABSENT and same(before, after):
        return True
    if not isinstance(after, dict):
        return after is not None
    return all(
        sayable(before.get(name, ABSENT) if isinstance(before, dict) else ABSENT, value)
        for name, value in after.items()
    )


for it in questions():
    if "document" in it:
        theirs = merge_patch(it["document"], it["patch"])
        applied.compare(same(theirs, it["result"]), True, it)
    else:
        exists = it["to"] is None or sayable(it["from"], it["to"])
        made.compare(exists, "patch" in it, it)
        if "patch" in it:
            made.compare(same(merge_patch(it["from"], it["patch"]), it["to"]), True, it)

finish([applied, made])
