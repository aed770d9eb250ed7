"""Rule packs with one fault each: the error names the file, the rule and the field, and what was expected."""

from pathlib import Path

import pytest

from app.customs.rulepack import RulePackError, load

SAID = """valid_from = 2026-01-01
source = "gazette"
checked_on = 2026-01-02
confidence = "sourced"
"""
HEAD = """code = "xx"
name = "Xland"
currency = "MYR"
"""
LOW = f"""[[threshold]]
id = "xx-low"
code = "low"
name = "low"
basis = "fob"
amount = 100
currency = "MYR"
{SAID}"""
TAX = f"""[[tax]]
id = "xx-tax"
code = "vat"
name = "VAT"
base = ["goods"]
rate = 0.1
above = "low"
{SAID}"""
GOODS = f"""[[goods]]
id = "xx-gum"
kind = "prohibited"
severity = "block"
reason = "no"
remedy = "return"
hs = ["1704"]
{SAID}"""
DATA = f"""[[data]]
id = "xx-name"
field = "consignee.name"
wants = "a name"
severity = "hold"
{SAID}"""
RATES = f"""code = "rates"
name = "rates"
currency = "MYR"
[[rate]]
id = "myr"
currency = "MYR"
myr = 1
minor_units = 2
{SAID}"""
EXPORT = f"""code = "export"
name = "export"
currency = "MYR"
{DATA}"""
WHOLE = HEAD + LOW + TAX + GOODS + DATA


def folder_of(path: Path, xx: str | bytes = WHOLE, **others: str) -> Path:
    texts = {"export": EXPORT, "rates": RATES, "XX": xx, **others}
    for stem, text in texts.items():
        (path / f"{stem}.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_whole_sample_loads(tmp_path: Path) -> None:
    assert load(folder_of(tmp_path)).countries == ("XX",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"xx-low"\ncode',
            '"xx-low"\nkode = "a"\ncode',
            "rule xx-low, kode: no such field; known are amount, ",
        ),
        ("amount = 100\n", "", "rule xx-low, amount: is missing"),
        ("amount = 100", 'amount = "much"', "rule xx-low, amount: is 'much': "),
        ("amount = 100", "amount = -1", "rule xx-low, amount: is -1, expected a number from 0"),
        ("amount = 100", "amount = nan", "rule xx-low, amount: is NaN, expected a number from 0"),
        ("amount = 100", "amount = inf", "rule xx-low, amount: is Infinity, expected a number from 0"),
        ("amount = 100", "amount = true", "rule xx-low, amount: is True: Expected "),
        ('basis = "fob"', 'basis = "exw"', "rule xx-low, basis: is 'exw': Invalid enum value 'exw'"),
        ('id = "xx-low"\n', "", "rule threshold number 1, id: is missing"),
        ('"xx-low"', '"XX low"', "rule XX low, id: is 'XX low': Expected `str` matching regex"),
        ('"xx-low"', '"xx-tax"', "rule xx-tax, id: stands twice"),
        ('currency = "MYR"\nvalid', 'currency = "myr"\nvalid', "rule xx-low, currency: is 'myr'"),
        (
            'currency = "MYR"\nvalid',
            'currency = "CHF"\nvalid',
            "rule xx-low, currency: CHF has no rate in rates.toml",
        ),
        ('source = "gazette"\n', 'source = " "\n', "rule xx-low, source: is ' '"),
        ("checked_on = 2026-01-02\n", "", "rule xx-low, checked_on: is missing"),
        ("valid_from = 2026-01-01", "valid_from = 2026-01-01T10:00:00", "rule xx-low, valid_from: is "),
        (
            "valid_from = 2026-01-01",
            "valid_from = 2026-01-01\nvalid_to = 2025-01-01",
            "xx-low, valid_to: is 2025-01-01",
        ),
        ("rate = 0.1", "rate = 9", "rule xx-tax, rate: is 9, expected a share from 0 to 3, such as 0.09"),
        ("rate = 0.1", "rate_of = { XX = 9 }", "rule xx-tax, rate: is 9, expected a share"),
        ("rate = 0.1", "rate = 0.1\nrate_of = { XX = 0.1 }", "rule xx-tax, rate_of: stands beside rate"),
        ("rate = 0.1", "rate_of = { YY = 0.1 }", "rule xx-tax, rate_of: expected one rate for each member"),
        (
            'base = ["goods"]',
            'base = ["gods"]',
            "rule xx-tax, base[0]: is ['gods']: Invalid enum value 'gods'",
        ),
        ('above = "low"', 'above = "lower"', "rule xx-tax, above: is 'lower', expected a threshold"),
        (
            'above = "low"',
            'seller_within = "high"',
            "rule xx-tax, seller_within: is 'high', expected a threshold",
        ),
        ('above = "low"', 'members = ["YY"]', "rule xx-tax, members: YY is no member of the file"),
        ('hs = ["1704"]', 'hs = ["17.04"]', "rule xx-gum, hs[0]: is ['17.04']: Expected `str` matching"),
        ('hs = ["1704"]', "", "rule xx-gum, keywords: is empty as hs is"),
        ('"consignee.name"', '"consignee.shoe"', "rule xx-name, field: is 'consignee.shoe'"),
        (
            'wants = "a name"',
            'wants = "a name"\npattern = "("',
            "rule xx-name, pattern: is no regular expression",
        ),
        ('code = "xx"', 'code = "yy"', "XX.toml: code: is 'yy', expected the file's name"),
        ('name = "Xland"', 'name = "Xland"\ncolour = "red"', "XX.toml: colour: no such field"),
        ('currency = "MYR"\n[[thr', 'currency = "CHF"\n[[thr', "XX.toml: currency: CHF has no rate"),
        ("[[goods]]", "[goods]", "XX.toml: goods: expected a list of tables, each headed [[goods]]"),
        ("[[goods]]", "[[goods", "XX.toml: expected a TOML file in UTF-8"),
    ],
)
def test_one_fault_is_named_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in WHOLE
    with pytest.raises(RulePackError) as met:
        load(folder_of(tmp_path, WHOLE.replace(old, new, 1)))
    assert said in met.value.detail
    assert str(tmp_path / "XX.toml") in met.value.detail
    assert met.value.faults[0].message == met.value.detail


def test_two_versions_that_hold_on_one_day_are_refused(tmp_path: Path) -> None:
    second = LOW.replace("xx-low", "xx-low-2").replace("2026-01-01", "2026-06-30")
    first = LOW.replace("valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2026-06-30")
    with pytest.raises(RulePackError, match="xx-low-2, valid_from: holds on days on which xx-low holds too"):
        load(folder_of(tmp_path, HEAD + first + second))
    load(folder_of(tmp_path, HEAD + first + second.replace("2026-06-30", "2026-07-01")))


def test_a_charge_must_not_outlive_its_threshold(tmp_path: Path) -> None:
    ended = LOW.replace("valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2026-06-30")
    with pytest.raises(
        RulePackError, match="xx-tax, above: is 'low', expected a threshold that holds as long"
    ):
        load(folder_of(tmp_path, HEAD + ended + TAX))
    successor = LOW.replace("xx-low", "xx-low-2").replace("2026-01-01", "2026-07-01")
    load(folder_of(tmp_path, HEAD + ended + successor + TAX))


def test_a_country_stands_in_one_file(tmp_path: Path) -> None:
    union = HEAD.replace('"xx"', '"eu"') + 'members = ["DE", "XX"]\n' + LOW
    with pytest.raises(RulePackError, match=r"members: XX stands in EU\.toml too"):
        load(folder_of(tmp_path, EU=union))


@pytest.mark.parametrize("stem", ["export", "rates"])
def test_export_and_rates_must_be_there(tmp_path: Path, stem: str) -> None:
    (folder_of(tmp_path) / f"{stem}.toml").unlink()
    with pytest.raises(RulePackError, match=rf"{stem}\.toml: the file is missing"):
        load(tmp_path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulePackError, match=r"XX\.toml: expected a TOML file in UTF-8"):
        load(folder_of(tmp_path, b"\xff\xfe\x00"))


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    (folder_of(tmp_path) / "YY.toml").mkdir()
    with pytest.raises(RulePackError, match=r"YY\.toml: the file cannot be read"):
        load(tmp_path)


def test_a_price_of_nothing_is_no_exchange_rate(tmp_path: Path) -> None:
    with pytest.raises(RulePackError, match="rule myr, myr: is 0, expected a price above 0"):
        load(folder_of(tmp_path, rates=RATES.replace("myr = 1", "myr = 0")))
