"""The demo firm: invented people at invented firms, worked for six weeks by the code that works real ones.

`cast` says who works at Harborline, `people` whom they try to reach, `lists` writes the files that marketing uploads,
`plans` settles what a manager would, `story` lets six weeks pass, `build` puts the result in place at once, `door` says
who may walk in.
"""
