"""Compares the answers of `json_oracle schemas` on standard input with those of jsonschema.

What is allowed, where it is what comes of jsonschema with this one thing mended:
- It divides binary floating point numbers for `multipleOf`, so that 1e300 is a multiple of 3. We take numbers for the
  decimals that they are written as.
- Under draft-07 it has no answer for `additionalItems` beside an `items` that is true or false, of which it takes the
  length. By the draft it says nothing there.
- Under draft-07 it has no answer where it looks for an anchor through a schema whose `dependencies` have a list of
  names, which it takes for a schema.
"""

from decimal import Decimal
from fractions import Fraction

from jsonschema import Draft7Validator, Draft202012Validator, ValidationError
from jsonschema.validators import extend

from counts import Count, finish
from json_values import questions

VALIDATORS = {"07": Draft7Validator, "2020-12": Draft202012Validator}
counts = {dialect: Count(f"json_schema_{dialect.replace('-', '_')}") for dialect in VALIDATORS}
NO_ANSWER = "no answer"


def multiple_of(validator, divisor, instance, schema):
    if validator.is_type(instance, "number"):
        if (Fraction(Decimal(repr(instance))) / Fraction(Decimal(repr(divisor)))).denominator != 1:
            yield ValidationError("not a multiple")


def additional_items(validator, additional, instance, schema):
    if isinstance(schema.get("items"), list):
        yield from Draft7Validator.VALIDATORS["additionalItems"](validator, additional, instance, schema)


MENDED = {
    "07": extend(Draft7Validator, {"multipleOf": multiple_of, "additionalItems": additional_items}),
    "2020-12": extend(Draft202012Validator, {"multipleOf": multiple_of}),
}


def has_list_of_names(schema):
    """Whether `dependencies` somewhere have one."""
    if isinstance(schema, list):
        return any(map(has_list_of_names, schema))
    if not isinstance(schema, dict):
        return False
    dependencies = schema.get("dependencies")
    if isinstance(dependencies, dict) and any(isinstance(names, list) for names in dependencies.values()):
        return True
    return any(map(has_list_of_names, schema.values()))


def answer(validator, data):
    try:
        return validator.is_valid(data)
    except TypeError as error:
        if "of type 'bool' has no len()" not in str(error):
            raise
    except AttributeError:
        if not has_list_of_names(validator.schema):
            raise
    return NO_ANSWER


for it in questions():
    dialect, schema = it["dialect"], it["schema"]
    VALIDATORS[dialect].check_schema(schema)
    validator = VALIDATORS[dialect](schema)
    for data, ours in zip(it["data"], it["valid"], strict=True):
        theirs, allowed = answer(validator, data), None
        if theirs != ours:
            allowed = answer(MENDED[dialect](schema), data)
            allowed = ours if allowed == NO_ANSWER else allowed
        counts[dialect].compare(theirs, ours, f"{data!r} under {schema!r}", allowed)

finish(list(counts.values()))
