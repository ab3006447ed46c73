"""A simulated company that writes its extracts as its vendors would, planted faults included."""

from orchestration.demo.fault_edits import Fault
from orchestration.demo.faults import FAULTS
from orchestration.demo.world import DemoError
from orchestration.demo.writing import DemoSummary, write_demo

__all__ = ["FAULTS", "DemoError", "DemoSummary", "Fault", "write_demo"]
