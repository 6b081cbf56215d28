"""The pages of the menu, one flat script each; what they share stands in the folders beside them."""
