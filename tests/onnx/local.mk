# The reference cases of ONNX, where Debian's libonnx-testdata is installed.
check_PROGRAMS += %D%/test_onnx
TESTS += %D%/test_onnx
tests_onnx_test_onnx_SOURCES = %D%/test_onnx.c %D%/model.c %D%/model.h %D%/wire.h
EXTRA_DIST += %D%/operators.gb %D%/networks.gb
