"""Compares the answers of `requirement_oracle pypi` on standard input with those of packaging."""

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from counts import Count, finish, questions

contains, meet, order = Count("pypi_contains"), Count("pypi_meet"), Count("pypi_order")
canonical, version = Count("pypi_canonical"), Count("pypi_version")


def normalised(text):
    """packaging's specifiers with their versions in its normal form. Its own str() leaves versions as they were written,
    and of `>=1,>=1.0` it keeps only one, by no rule that is written down.
    """

    def shown(specifier):
        if specifier.operator == "===":
            return str(specifier)
        release = specifier.version.removesuffix(".*")
        return f"{specifier.operator}{Version(release)}{specifier.version[len(release):]}"

    return ",".join(sorted({shown(specifier) for specifier in SpecifierSet(text)}))


for it in questions():
    a, b = (SpecifierSet(it[text], prereleases=True) for text in "ab")
    v, w = Version(it["v"]), Version(it["w"])
    for specifiers, text, ours in ((a, it["a"], it["a_admits"]), (b, it["b"], it["b_admits"])):
        contains.compare(specifiers.contains(it["v"]), ours == "1", f"`{it['v']}` in `{text}`")
    meet.compare(not (a & b).is_unsatisfiable(), it["meet"] == "1", f"`{it['a']}` and `{it['b']}`")
    order.compare("<" if v < w else ">" if v > w else "=", it["order"], f"`{it['v']}` to `{it['w']}`")
    canonical.compare(normalised(it["a"]), it["canonical"], f"`{it['a']}`")
    version.compare(str(v), it["version"], f"`{it['v']}`")

finish([contains, meet, order, canonical, version])
