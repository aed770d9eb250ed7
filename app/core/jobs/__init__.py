"""Work that is done after the request that asked for it: one table as the queue, leases, and a process for each job."""
