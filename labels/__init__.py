"""Labels, papers and codes: plain values in, PDF out; and pictures in, typed identifiers out."""
