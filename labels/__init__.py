"""Labels, papers and codes: plain values in, PDF or ZPL out; and pictures in, typed identifiers out."""
