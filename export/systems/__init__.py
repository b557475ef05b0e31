"""Systems: the networks, losses and data of one kind of model, one file a kind."""
