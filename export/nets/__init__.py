"""Networks, one file a family, shapes at every forward."""
