"""Getting a model: plan, files, resumption, proof.  Generators of events; any one thread."""
