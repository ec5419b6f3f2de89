"""Compares the answers of `requirement_oracle pypi` on standard input with those of packaging."""

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from counts import Count, finish, questions


def normal(specifiers):
    """packaging keeps the versions as they were written; in normal form they are the canonical form of ours."""

    def each(specifier):
        text = specifier.version
        if specifier.operator != "===":
            release = text[:-2] if text.endswith(".*") else text
            text = str(Version(release)) + text[len(release) :]
        return specifier.operator + text

    return ",".join(sorted({each(specifier) for specifier in specifiers}))


contains, meet, order = Count("pypi_contains"), Count("pypi_meet"), Count("pypi_order")
canonical, version = Count("pypi_canonical"), Count("pypi_version")


def normalised(specifiers):
    """As str() prints them, but for the versions, which it leaves as they were written."""

    def text(specifier):
        if specifier.operator == "===":
            return str(specifier)
        version = specifier.version.removesuffix(".*")
        return f"{specifier.operator}{Version(version)}{specifier.version[len(version):]}"

    return ",".join(sorted({text(specifier) for specifier in specifiers}))


for it in questions():
    a, b = (SpecifierSet(it[text], prereleases=True) for text in "ab")
    v, w = Version(it["v"]), Version(it["w"])
    for specifiers, text, ours in ((a, it["a"], it["a_admits"]), (b, it["b"], it["b_admits"])):
        contains.compare(specifiers.contains(it["v"]), ours == "1", f"`{it['v']}` in `{text}`")
    meet.compare(not (a & b).is_unsatisfiable(), it["meet"] == "1", f"`{it['a']}` and `{it['b']}`")
    order.compare("<" if v < w else ">" if v > w else "=", it["order"], f"`{it['v']}` to `{it['w']}`")
    canonical.compare(normal(a), it["canonical"], f"`{it['a']}`")
    version.compare(str(v), it["version"], f"`{it['v']}`")

finish([contains, meet, order, canonical, version])
