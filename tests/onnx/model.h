// SPDX-License-Identifier: GPL-3.0-or-later
// model: an ONNX model as far as these tests run it: a list of operators over named tensors.
// Field numbers and types: the file format's definition, onnx.proto, version IR 8.
#ifndef TESTS_ONNX_MODEL_H
#define TESTS_ONNX_MODEL_H

#include "wire.h"

enum { ONNX_MAX_DIMS = 8 };

// TensorProto.DataType
enum { ONNX_FLOAT = 1, ONNX_UINT8, ONNX_INT8, ONNX_UINT16, ONNX_INT16, ONNX_INT32, ONNX_INT64, ONNX_STRING,
       ONNX_BOOL, ONNX_FLOAT16, ONNX_DOUBLE, ONNX_UINT32, ONNX_UINT64, ONNX_COMPLEX64, ONNX_COMPLEX128,
       ONNX_BFLOAT16 };

typedef struct OnnxTensor {
  char *name;
  int type;
  int rank;
  int64_t dim[ONNX_MAX_DIMS];
  size_t n;
  double *data;      // NULL for types that are no numbers
} OnnxTensor;

// AttributeProto.AttributeType, those that are read
enum { ONNX_ATTR_FLOAT = 1, ONNX_ATTR_INT, ONNX_ATTR_STRING, ONNX_ATTR_TENSOR, ONNX_ATTR_GRAPH, ONNX_ATTR_FLOATS,
       ONNX_ATTR_INTS, ONNX_ATTR_STRINGS };

typedef struct OnnxAttr {
  char *name;
  int type;
  double *num;       // FLOAT, INT, FLOATS, INTS
  size_t n;
  char **str;        // STRING, STRINGS
  size_t n_str;
  OnnxTensor t;      // TENSOR
} OnnxAttr;

typedef struct OnnxNode {
  char *op, *domain;
  char **in, **out;
  size_t n_in, n_out;
  OnnxAttr *attr;
  size_t n_attr;
} OnnxNode;

typedef struct OnnxModel {
  int64_t opset;
  OnnxNode *node;
  size_t n_nodes;
  OnnxTensor *initial;
  size_t n_initial;
  char **in, **out;
  size_t n_in, n_out;
  bool only_tensors; // no input or output is a sequence or an optional value
} OnnxModel;

// What is read lives until onnx_forget.
void onnx_forget(void);
bool onnx_read_model(const char *path, OnnxModel *m);
bool onnx_read_tensor(const char *path, OnnxTensor *t);
const char *onnx_type_name(int type);

#endif
