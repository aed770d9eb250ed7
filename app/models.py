"""Every table of the hub, imported in one place so that migrations and tests see the whole schema."""

from app.accounts import models as accounts
from app.carriers import models as carriers
from app.core.db import Base
from app.core.jobs import models as jobs
from app.customs import models as customs
from app.dispatch import models as dispatch
from app.inbound import models as inbound
from app.inventory import models as inventory
from app.ledger import models as ledger
from app.network import models as network
from app.numbers import models as numbers
from app.parcels import models as parcels
from app.planning import models as planning
from app.printing import models as printing
from app.scanning import models as scanning
from app.sellers import models as sellers

metadata = Base.metadata

__all__ = [
    "accounts",
    "carriers",
    "customs",
    "dispatch",
    "inbound",
    "inventory",
    "jobs",
    "ledger",
    "metadata",
    "network",
    "numbers",
    "parcels",
    "planning",
    "printing",
    "scanning",
    "sellers",
]
