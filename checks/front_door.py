"""An import-linter contract: a capability is entered by its front door, its events, its ports or its model."""

from typing import ClassVar

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class FrontDoorContract(Contract):
    """``capabilities``: packages below ``container``; ``doors``: module names another package may import from them.

    ``wiring`` modules (bootstrap, settings, web entry points) may also import the rooms named in ``wired_rooms``.
    """

    type_name: ClassVar[str] = "front_door"

    container = fields.StringField()
    capabilities = fields.SetField(subfield=fields.StringField())
    doors = fields.SetField(subfield=fields.StringField())
    wiring = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        intruders = sorted(
            (importer, imported)
            for importer in graph.modules
            for imported in graph.find_modules_directly_imported_by(importer)
            if self._enters_by_a_window(importer, imported)
        )
        return ContractCheck(kept=not intruders, metadata={"intruders": intruders})

    def _enters_by_a_window(self, importer: str, imported: str) -> bool:
        home, room = self._place(imported)
        if home not in self.capabilities or room is None or room in self.doors:
            return False
        return self._place(importer)[0] != home and not self._wires(importer)

    def _wires(self, importer: str) -> bool:
        return any(importer == module or importer.startswith(f"{module}.") for module in self.wiring)

    def _place(self, module: str) -> tuple[str | None, str | None]:
        """Return (capability, first room inside it) of a module."""
        parts = (
            module.removeprefix(f"{self.container}.").split(".")
            if module.startswith(str(self.container))
            else []
        )
        return (parts[0] if parts else None, parts[1] if len(parts) > 1 else None)

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["intruders"]:
            output.print_error(f"{importer} imports {imported}: use the front door, events, ports or model")
