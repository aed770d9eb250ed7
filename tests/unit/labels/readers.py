"""Reads a picture of a label with two readers that share no code: what each finds, as (symbology, payload)."""

import zxingcpp

from labels.reading.engines import pyzbar

_CARRIED = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.DataMatrix)
_KINDS = [pyzbar.ZBarSymbol.CODE128, pyzbar.ZBarSymbol.QRCODE]
_NAMES = {"CODE128": "Code128", "QRCODE": "QRCode"}


def by_zxing(picture):
    """Every code at once: the picture is neither turned nor made smaller. What labels do not carry is not looked for:
    among many thousand bars some look like an EAN-13."""
    found = zxingcpp.read_barcodes(picture, formats=_CARRIED, try_rotate=False, try_downscale=False)
    return sorted((one.format.name, one.bytes.decode()) for one in found)


def by_zbar(picture):
    """It knows no DataMatrix."""
    return sorted((_NAMES[one.type], one.data.decode()) for one in pyzbar.decode(picture, symbols=_KINDS))


def told(codes):
    """What both must find."""
    whole = sorted(codes)
    return {by_zxing: whole, by_zbar: [one for one in whole if one[0] != "DataMatrix"]}
