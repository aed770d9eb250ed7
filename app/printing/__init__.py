"""Labels by the thousand: batches that are jobs, printers that the hub sends to, and who printed what when and why."""
