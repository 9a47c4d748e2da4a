"""From a list that was read to people in the database.

`staging` has the file read and keeps its rows; somebody checks them; `chunks` imports them, some at a time. Within a
chunk `matching` tells whom we know, `accounts` at which company they are, `people` writes it down, and `touches` what
they did.
"""
