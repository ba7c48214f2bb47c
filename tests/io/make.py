# How the files beside this one were made (NumPy 1.24): python3 make.py
import gzip
import numpy as np

x = np.array([[1, 2, 3], [4, 5, -6.5]])
for name, a in {
    "float32": x.astype("<f4"), "float64": x, "float16": x.astype("f2"), "big": x.astype(">f4"),
    "fortran": np.asfortranarray(x.astype("f4")), "int64": np.array([-3, 2**24, 2**40]), "uint8": np.array([0, 255], "u1"),
    "int16": np.array([-32768, 7], ">i2"), "bool": np.array([True, False]), "scalar": np.array(2.5),
    "empty": np.zeros((0, 3), "f4"), "inexact": np.array([1, 2**24 + 1]), "huge": np.array([1.0, 1e300]), "rounded": np.array([0.5, 0.1]),
    "halves": np.array([6.1e-5, 5.960464477539063e-08, -6.5504e4, np.inf, -0.0], "f2"),
    "text": np.array(["a", "b"]), "records": np.array([(1, 2.0)], [("a", "i4"), ("b", "f4")]),
}.items():
    np.save(name + ".npy", a)
with open("version2.npy", "wb") as f:
    np.lib.format.write_array(f, x.astype("f4"), version=(2, 0))
with gzip.GzipFile("float32.npy.gz", "wb", mtime=0) as f:
    f.write(open("float32.npy", "rb").read())
