"""What a printed code tells a handheld to do: the one table of commands, which its sheet is printed from.

Their letters come through every keyboard layout unchanged, and no code of freight begins with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

Words = tuple[str, str, str]

TITLE: Words = ("Commands", "Perintah", "命令")
HINT: Words = ("Scan instead of touching", "Imbas, tidak perlu sentuh", "扫码代替触屏")

KEYS: dict[str, Words] = {
    "confirm": ("Confirm", "Sahkan", "确认"),
    "undo": ("Undo", "Buat asal", "撤销"),
    "skip": ("Skip", "Langkau", "跳过"),
    "exception": ("Exception", "Pengecualian", "异常"),
    "menu": ("Menu", "Menu", "菜单"),
    "done": ("Done", "Selesai", "完成"),
}
# The task of exceptions has its key above.
TASKS: dict[str, Words] = {
    "receive": ("Receive", "Terima", "收货"),
    "measure": ("Weigh", "Timbang", "称重"),
    "store": ("Put away", "Simpan", "上架"),
    "pick": ("Pick", "Ambil", "拣货"),
    "move": ("Move", "Pindah", "移库"),
    "pack": ("Pack", "Bungkus", "装袋"),
    "close": ("Close bag", "Tutup beg", "封袋"),
    "stage": ("Stage", "Kumpul", "待装"),
    "load": ("Load", "Muat", "装载"),
    "hand_over": ("Hand over", "Serah", "交接"),
    "find": ("Find", "Cari", "查找"),
    "unpack": ("Unpack", "Keluarkan", "取出"),
    "offload": ("Offload", "Turunkan", "卸下"),
    "reopen": ("Reopen bag", "Buka semula beg", "重新开袋"),
    "release_hold": ("Release hold", "Lepas tahanan", "解除扣留"),
}
REASONS: dict[str, Words] = {
    "damage": ("Damage", "Rosak", "破损"),
    "missing_data": ("Missing data", "Data tiada", "资料不全"),
    "screening": ("Screening", "Saringan", "安检"),
    "inspection": ("Inspection", "Pemeriksaan", "查验"),
    "payment": ("Payment", "Bayaran", "付款"),
    "dangerous_goods": ("Dangerous goods", "Barang berbahaya", "危险品"),
    "customs": ("Customs", "Kastam", "海关"),
    "weight": ("Weight", "Berat", "重量"),
    "other": ("Other", "Lain-lain", "其他"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Commands of one kind: what their codes begin with, what the kind is called, and what each one does."""

    prefix: str
    words: Words
    names: dict[str, Words]

    def codes(self) -> Iterator[tuple[str, str]]:
        """(code, name) of each: `CMDTASKRELEASEHOLD` and `release_hold`."""
        for name in self.names:
            yield self.prefix + name.upper().replace("_", ""), name


# The reasons stand with the keys, on the first page of the sheet, because both are wanted in every task.
GROUPS = (
    Group("CMD", ("Keys", "Kekunci", "按键"), KEYS),
    Group("CMDREASON", ("Reasons of an exception", "Sebab pengecualian", "异常原因"), REASONS),
    Group("CMDTASK", ("Tasks", "Tugas", "任务"), TASKS),
)
COMMANDS: dict[str, tuple[str, Words]] = {
    code: (name, group.names[name]) for group in GROUPS for code, name in group.codes()
}
