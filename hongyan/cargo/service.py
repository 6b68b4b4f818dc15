"""The front door of cargo: where a shipment is."""

from hongyan.cargo.errors import NoSuchWaybill, WrongCheckDigit
from hongyan.cargo.model import Shipment, awb_digits, is_valid_awb
from hongyan.cargo.ports import CargoSystem


class Cargo:
    """Answers about waybills whose number can be one; never about others."""

    def __init__(self, system: CargoSystem) -> None:
        self._system = system

    async def track(self, awb: str) -> Shipment:
        """Return a shipment with its events. Raises WrongCheckDigit (mistyped: ask again), NoSuchWaybill."""
        if not is_valid_awb(awb):
            raise WrongCheckDigit(digits=len(awb_digits(awb)))
        found = await self._system.shipment(awb_digits(awb))
        if found is None:
            raise NoSuchWaybill
        return found
