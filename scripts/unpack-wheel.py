"""Unpacks from a TensorFlow wheel what the addon needs: unpack-wheel.py WHEEL FOLDER

The two shared libraries land in FOLDER, the C headers in FOLDER/include.
"""

import os
import shutil
import sys
import zipfile

HEADERS = ("tensorflow/include/tensorflow/", "tensorflow/include/tsl/", "tensorflow/include/xla/")
LIBRARIES = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")

wheel, folder = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    names = archive.namelist()
    for library in LIBRARIES:
        target = os.path.join(folder, os.path.basename(library))
        with archive.open(library) as source, open(target, "wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)
        # The linker looks for lib<name>.so.
        os.symlink(os.path.basename(target), target.replace("_cc.so.2", ".so").replace(".so.2", ".so"))
    for name in names:
        if name.startswith(HEADERS) and not name.endswith("/"):
            target = os.path.join(folder, name.removeprefix("tensorflow/"))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with archive.open(name) as source, open(target, "wb") as out:
                shutil.copyfileobj(source, out)
