"""No answer leaves the library unless its checker found nothing."""

from optimizer.errors import Fault, Unsound
from optimizer.plans import Breach


def refuse_unsound(breaches: tuple[Breach, ...]) -> None:
    if breaches:
        faults = tuple(Fault(breach.where, breach.code, breach.message) for breach in breaches)
        raise Unsound(f"The plan found does not keep the rules: {breaches[0].message}.", faults)
