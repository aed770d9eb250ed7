"""What customs wants to know of a parcel, what it forbids, what it takes, and what it decides."""
