"""The embedded faces: Noto Sans for each script, one weight cut out of its variable font when it is first needed."""

from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from io import BytesIO
from threading import RLock

import uharfbuzz as hb
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR_WEIGHT, BOLD_WEIGHT = 400, 700
# ReportLab keeps its fonts, and the codes it makes up for their joined glyphs, once for all threads.
EMBEDDING = RLock()
# Name, package and file, in the order in which a letter looks for its face. All are under the Open Font License.
_SOURCES = {
    "NotoSans": ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    "NotoSansThai": ("fontpkg_noto_sans_thai", "files/NotoSansThai[wdth,wght].ttf"),
    "NotoSansArabic": ("fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf"),
    "NotoSansTamil": ("fontpkg_noto_sans_tamil", "files/NotoSansTamil[wdth,wght].ttf"),
    "NotoSansSC": ("justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"),
    "NotoSansJP": ("justmytype_intl_cjk", "fonts/ofl/notosansjp/NotoSansJP[wght].ttf"),
    "NotoSansKR": ("justmytype_intl_cjk", "fonts/ofl/notosanskr/NotoSansKR[wght].ttf"),
}
_BEFORE_IDEOGRAPHS, _IDEOGRAPHS = tuple(_SOURCES)[:4], tuple(_SOURCES)[4:]


@dataclass(frozen=True)
class Face:
    """A script's face in one weight."""

    name: str
    weight: int

    @cached_property
    def letters(self) -> frozenset[int]:
        """The code points that it has."""
        return frozenset(_variable(self.name).unicodes)

    @cached_property
    def font(self) -> hb.Font:
        """For shaping and for pictures; measured in thousandths of an em."""
        font = hb.Font(hb.Face(hb.Blob(_cut(self.name, self.weight))))
        font.scale = (1000, 1000)
        return font

    @cached_property
    def in_pdf(self) -> str:
        """The name under which ReportLab embeds it."""
        name = f"{self.name}-{self.weight}"
        with EMBEDDING:
            if name not in pdfmetrics.getRegisteredFontNames():
                font = TTFont(name, BytesIO(_cut(self.name, self.weight)))
                font.face.name = (
                    name.encode()
                )  # the weights of a family share one inside, which ReportLab goes by
                pdfmetrics.registerFont(font)
        return name


@cache
def face(name: str, weight: int) -> Face:
    """Each face is made once."""
    return Face(name, weight)


def order_for(text: str) -> tuple[str, ...]:
    """The faces to look in: ideographs as in Japan beside kana, as in Korea beside hangul, else as in China."""
    nearest = "NotoSansSC"
    if any("\u3040" <= one <= "\u30ff" for one in text):
        nearest = "NotoSansJP"
    elif any("\uac00" <= one <= "\ud7a3" for one in text):
        nearest = "NotoSansKR"
    return (*_BEFORE_IDEOGRAPHS, nearest, *(one for one in _IDEOGRAPHS if one != nearest))


@cache
def _variable(name: str) -> hb.Face:
    package, file = _SOURCES[name]
    return hb.Face(hb.Blob((resources.files(package) / file).read_bytes()))


@cache
def _cut(name: str, weight: int) -> bytes:
    """A static TrueType font of one weight and normal width: ReportLab knows no variable ones."""
    variable, wanted = _variable(name), hb.SubsetInput()
    wanted.keep_everything()
    for axis in variable.axis_infos:
        at = weight if axis.tag == "wght" else axis.default_value
        wanted.pin_axis_location(variable, axis.tag, float(at))
    return bytes(hb.subset(variable, wanted).blob.data)
