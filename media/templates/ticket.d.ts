// Types of Ticket's modules. `Ticket: New Model Module` puts this file beside a module; it needs no package:
//
//   /** @type {import('./ticket.d.ts').Model<{ width: number }>} */
//   export default { … };
//
// Made by `npm run generate` of Ticket from its own source and from the declarations of @tensorflow/tfjs-core 4.22.0
// (Copyright Google LLC, Apache License 2.0). Declared are its operations, as functions. The rest of tfjs-core is there
// when a module runs, but not declared: methods of tensors, and groups such as `tf.image`.

/** TensorFlow's operations as functions: `tf.add(a, b)`, never `a.add(b)`. */
export type Tf = typeof tf;
export type Tensor = tf.Tensor;
export type Scalar = tf.Scalar;

/** A network's parameters by name: `fc1.weight`, `fc1.bias`. */
export type TensorMap = Readonly<Record<string, Tensor>>;

/** What a module may say of itself. */
export interface Module {
  readonly name?: string;
  readonly description?: string;
  /** Paper or other source. */
  readonly reference?: string;
  /** What it computes, as one line of mathematics. */
  readonly equation?: string;
  readonly semantics?: number;
  /**
   * What a spec may write beside the module's path, as JSON Schema: an object with `properties`. Defaults are filled in
   * before a function sees the options. Without a schema every option is allowed.
   */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The size of one array, outermost axis first. */
export type Shape = readonly number[];

/**
 * A file that a workload reads, and its sources. Ticket verifies the checksum of everything from a network or a
 * package: `npm` and `urls` require `sha256` and `sizeBytes`; the content of `gzip` is verified against `sha256` if
 * given.
 */
export interface DataFile {
  /** The file name in a user's folder, where it may also be compressed, as `<name>.gz`. */
  readonly name: string;
  /** Other paths in that folder, as used by mirrors and other libraries. */
  readonly alsoAt?: readonly string[];
  /** The number of axes, if the content is an IDX array of bytes; its header gives the size. */
  readonly idxAxes?: number;
  /** Size of the uncompressed content. */
  readonly sizeBytes?: number;
  /** SHA-256 of the uncompressed content, in lower-case hex. Optional if the checksum of `gzip` is given. */
  readonly sha256?: string;
  /** The npm package that contains the file, and the path inside. */
  readonly npm?: { readonly package: string; readonly path: string };
  /** URLs of the uncompressed file, in the order to try. */
  readonly urls?: readonly string[];
  /** The file compressed with gzip (RFC 1952); size and checksum are those of the compressed file. */
  readonly gzip?: { readonly urls: readonly string[]; readonly sizeBytes: number; readonly sha256: string };
}

/** Examples of one split: `inputs` [count, …input] row by row, `labels` [count]. */
export interface Split {
  readonly count: number;
  readonly inputs: Float32Array;
  readonly labels: Int32Array;
}

export interface Splits {
  readonly train: Split;
  readonly validation: Split;
  readonly test: Split;
}

/** The sizes of a workload, known before its data is read. */
export interface WorkloadShape {
  /** Shape of one input, such as [784]. */
  readonly input: Shape;
  /** Width of the model's last layer, such as the number of classes. */
  readonly outputs: number;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export type Initializer = 'glorot-normal' | 'glorot-uniform' | 'he-normal' | 'zeros' | 'ones';

export interface Parameter {
  /** `<layer>.<part>`, such as `fc1.weight`; also the tensor's name in files. */
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** Whether pruning may remove its elements. Biases are not prunable. */
  readonly prunable: boolean;
}

export interface Layer {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

/** A sequence of random numbers, read from its start. Streams of the same name and seed give the same numbers. */
export interface Stream {
  /** A substream: same seed, longer name. */
  at(...name: readonly (string | number)[]): Stream;
  /** The next integer, 0 to 2³² − 1. */
  uint32(): number;
  /** The next number in [0, 1), with 53 random bits. */
  uniform(): number;
  /** The next number from N(0, 1), by the polar method. */
  normal(): number;
  /** The next integer in [0, n), without bias. */
  below(n: number): number;
  /** 0 … n − 1 in random order (Fisher–Yates). */
  permutation(n: number): Int32Array;
}

export interface Model<O = unknown> extends Module {
  /** The layers in forward order. Throws `OptionError` if the options do not fit the shapes. */
  layers(input: Shape, outputs: number, options: O): readonly Layer[];
  /**
   * The forward pass: outputs [batch, outputs] for inputs `x` [batch, …input]. Call `tap` with each layer's name and
   * activation, and continue with the tensor that it returns.
   */
  forward(
    tf: Tf,
    parameters: TensorMap,
    x: Tensor,
    options: O,
    tap: (layer: string, activation: Tensor) => Tensor,
  ): Tensor;
}

export interface Workload<O = unknown> extends Module {
  /** Sizes for these options. Throws `OptionError` if the options contradict each other. */
  shape(options: O): WorkloadShape;
  /** The files that `read` needs; empty for synthetic data. */
  files(options: O): readonly DataFile[];
  /** Splits from the files' contents, by name. `random` is the run's stream for splitting or generating data. */
  read(files: ReadonlyMap<string, Uint8Array>, options: O, random: Stream): Splits;
  /** Mean loss over a batch: `outputs` [batch, outputs], `labels` [batch] int32. */
  loss(tf: Tf, outputs: Tensor, labels: Tensor): Scalar;
  /** Accuracy over a batch, 0 to 1: `outputs` [batch, outputs], `labels` [batch] int32. */
  accuracy(tf: Tf, outputs: Tensor, labels: Tensor): Scalar;
}
declare namespace tf {
  /**
   * A `tf.Tensor` object represents an immutable, multidimensional array of
   * numbers that has a shape and a data type.
   *
   * For performance reasons, functions that create tensors do not necessarily
   * perform a copy of the data passed to them (e.g. if the data is passed as a
   * `Float32Array`), and changes to the data will change the tensor. This is not
   * a feature and is not supported. To avoid this behavior, use the tensor before
   * changing the input data or create a copy with `copy = tf.add(yourTensor, 0)`.
   *
   * See `tf.tensor` for details on how to create a `tf.Tensor`.
   */
  interface Tensor<R extends Rank = Rank> {
    /** The shape of the tensor. */
    readonly shape: ShapeMap[R];
    /** Number of elements in the tensor. */
    readonly size: number;
    /** The data type for the array. */
    readonly dtype: DataType;
    /** The rank type for the array (see `Rank` enum). */
    readonly rankType: R;
    readonly rank: number;
  }

  interface ShapeMap {
    R0: number[];
    R1: [number];
    R2: [number, number];
    R3: [number, number, number];
    R4: [number, number, number, number];
    R5: [number, number, number, number, number];
    R6: [number, number, number, number, number, number];
  }

  type DataType = keyof DataTypeMap;

  interface DataTypeMap {
    float32: Float32Array;
    int32: Int32Array;
    bool: Uint8Array;
    complex64: Float32Array;
    string: string[];
  }

  type TensorLike =
    | TypedArray
    | number
    | boolean
    | string
    | RecursiveArray<number | number[] | TypedArray>
    | RecursiveArray<boolean>
    | RecursiveArray<string>
    | Uint8Array[];

  type TypedArray = Float32Array | Int32Array | Uint8Array;

  interface RecursiveArray<T extends any> {
    [index: number]: T | RecursiveArray<T>;
  }

  type Tensor3D = Tensor<Rank.R3>;

  enum Rank {
    R0 = 'R0',
    R1 = 'R1',
    R2 = 'R2',
    R3 = 'R3',
    R4 = 'R4',
    R5 = 'R5',
    R6 = 'R6',
  }

  type Tensor4D = Tensor<Rank.R4>;

  type ExplicitPadding = [[number, number], [number, number], [number, number], [number, number]];

  type Tensor5D = Tensor<Rank.R5>;

  type Scalar = Tensor<Rank.R0>;

  type Tensor2D = Tensor<Rank.R2>;

  type Tensor1D = Tensor<Rank.R1>;

  type TensorLike4D =
    | TypedArray
    | number[]
    | number[][][][]
    | boolean[]
    | boolean[][][][]
    | string[]
    | string[][][][]
    | Uint8Array[]
    | Uint8Array[][][][];

  type NamedTensorMap = {
    [name: string]: Tensor;
  };

  type LSTMCellFunc = {
    (data: Tensor2D, c: Tensor2D, h: Tensor2D): [Tensor2D, Tensor2D];
  };

  /**
   * Gather ragged slices from params axis 0 according to indices.
   *
   * @param paramsNestedSplits: A list of at least 1 Tensor with type 'int32' The
   *     nestedRowSplits tensors that define the row-partitioning for the params
   *     RaggedTensor input.
   * @param paramsDenseValues: A Tensor. The flatValues for the params
   *     RaggedTensor.
   * @param indices: A Tensor. Must be one of type: int32. Indices in the
   *     outermost dimension of params of the values that should be gathered.
   * @param outputRaggedRank: An int that is >= 0. The ragged rank of the output
   *     RaggedTensor. outputNestedSplits will contain this number of rowSplits
   *     tensors. This value should equal indices.shape.ndims + params.raggedRank
   *     - 1.
   * @return A map with the following properties:
   *     - outputNestedSplits: A list of outputRaggedRank Tensor objects with the
   * same type as paramsNestedSplits.
   *     - outputDenseValues: A Tensor. Has the same type as paramsDenseValues.
   */
  interface RaggedGatherMap {
    outputNestedSplits: Tensor[];
    outputDenseValues: Tensor;
  }

  type TensorLike1D = TypedArray | number[] | boolean[] | string[] | Uint8Array[];

  type TensorLike2D =
    | TypedArray
    | number[]
    | number[][]
    | boolean[]
    | boolean[][]
    | string[]
    | string[][]
    | Uint8Array[]
    | Uint8Array[][];

  type TensorLike3D =
    | TypedArray
    | number[]
    | number[][][]
    | boolean[]
    | boolean[][][]
    | string[]
    | string[][][]
    | Uint8Array[]
    | Uint8Array[][][];

  type TensorLike5D =
    | TypedArray
    | number[]
    | number[][][][][]
    | boolean[]
    | boolean[][][][][]
    | string[]
    | string[][][][][]
    | Uint8Array[]
    | Uint8Array[][][][][];

  type TensorLike6D =
    | TypedArray
    | number[]
    | number[][][][][][]
    | boolean[]
    | boolean[][][][][][]
    | string[]
    | string[][][][][][]
    | Uint8Array[]
    | Uint8Array[][][][][];

  type Tensor6D = Tensor<Rank.R6>;

  type ScalarLike = number | boolean | string | Uint8Array;

  /**
   * Computes absolute value element-wise: `abs(x)`
   *
   * @param x The input `tf.Tensor`.
   */
  function abs<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes acos of the input `tf.Tensor` element-wise: `acos(x)`
   *
   * @param x The input tensor.
   */
  function acos<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes the inverse hyperbolic cos of the input `tf.Tensor` element-wise:
   * `acosh(x)`
   *
   * @param x The input tensor.
   */
  function acosh<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Adds two `tf.Tensor`s element-wise, A + B. Supports broadcasting.
   *
   * @param a The first `tf.Tensor` to add.
   * @param b The second `tf.Tensor` to add. Must have the same type as `a`.
   */
  function add<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Adds a list of `tf.Tensor`s element-wise, each with the same shape and dtype.
   *
   * @param tensors A list of tensors with the same shape and dtype.
   */
  function addN<T extends Tensor>(tensors: Array<T | TensorLike>): T;

  /**
   * Computes the logical and of elements across dimensions of a `tf.Tensor`.
   *
   * Reduces the input along the dimensions given in `axes`. Unless `keepDims`
   * is true, the rank of the `tf.Tensor` is reduced by 1 for each entry in
   * `axes`. If `keepDims` is true, the reduced dimensions are retained with
   * length 1. If `axes` has no entries, all dimensions are reduced, and a
   * `tf.Tensor` with a single element is returned.
   *
   * @param x The input tensor. Must be of dtype bool.
   * @param axis The dimension(s) to reduce. By default it reduces
   *     all dimensions.
   * @param keepDims If true, retains reduced dimensions with size 1.
   */
  function all<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;

  /**
   * Computes the logical or of elements across dimensions of a `tf.Tensor`.
   *
   * Reduces the input along the dimensions given in `axes`. Unless `keepDims`
   * is true, the rank of the `tf.Tensor` is reduced by 1 for each entry in
   * `axes`. If `keepDims` is true, the reduced dimensions are retained with
   * length 1. If `axes` has no entries, all dimensions are reduced, and a
   * `tf.Tensor` with a single element is returned.
   *
   * @param x The input tensor. Must be of dtype bool.
   * @param axis The dimension(s) to reduce. By default it reduces
   *     all dimensions.
   * @param keepDims If true, retains reduced dimensions with size 1.
   */
  function any<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;

  /**
   * Returns the indices of the maximum values along an `axis`.
   *
   * The result has the same shape as `input` with the dimension along `axis`
   * removed.
   *
   * @param x The input tensor.
   * @param axis The dimension to reduce. Defaults to 0 (outer-most dimension).
   */
  function argMax<T extends Tensor>(x: Tensor | TensorLike, axis?: number): T;

  /**
   * Returns the indices of the minimum values along an `axis`.
   *
   * The result has the same shape as `input` with the dimension along `axis`
   * removed.
   *
   * @param x The input tensor.
   * @param axis The dimension to reduce. Defaults to 0 (outer-most dimension).
   */
  function argMin<T extends Tensor>(x: Tensor | TensorLike, axis?: number): T;

  /**
   * Computes asin of the input `tf.Tensor` element-wise: `asin(x)`
   *
   * @param x The input tensor.
   */
  function asin<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes inverse hyperbolic sin of the input `tf.Tensor` element-wise:
   * `asinh(x)`
   *
   * @param x The input tensor.
   */
  function asinh<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes atan of the input `tf.Tensor` element-wise: `atan(x)`
   *
   * @param x The input tensor.
   */
  function atan<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes arctangent of `tf.Tensor`s a / b element-wise: `atan2(a, b)`.
   * Supports broadcasting.
   *
   * @param a The first tensor.
   * @param b The second tensor. Must have the same dtype as `a`.
   */
  function atan2<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Computes inverse hyperbolic tan of the input `tf.Tensor` element-wise:
   * `atanh(x)`
   *
   * @param x The input tensor.
   */
  function atanh<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes the 2D average pooling of an image.
   *
   * @param x The input tensor, of rank 4 or rank 3 of shape
   *     `[batch, height, width, inChannels]`. If rank 3, batch of 1 is assumed.
   * @param filterSize The filter size: `[filterHeight, filterWidth]`. If
   *     `filterSize` is a single number, then `filterHeight == filterWidth`.
   * @param strides The strides of the pooling: `[strideHeight, strideWidth]`. If
   *     `strides` is a single number, then `strideHeight == strideWidth`.
   * @param pad The type of padding algorithm:
   *    - `same` and stride 1: output will be of same size as input,
   *       regardless of filter size.
   *    - `valid`: output will be smaller than input if filter is larger
   *       than 1x1.
   *    - For more info, see this guide:
   *     [https://www.tensorflow.org/api_docs/python/tf/nn/convolution](
   *         https://www.tensorflow.org/api_docs/python/tf/nn/convolution)
   * @param dimRoundingMode A string from: 'ceil', 'round', 'floor'. If none is
   *     provided, it will default to truncate.
   */
  function avgPool<T extends Tensor3D | Tensor4D>(
    x: T | TensorLike,
    filterSize: [number, number] | number,
    strides: [number, number] | number,
    pad: 'valid' | 'same' | number | ExplicitPadding,
    dimRoundingMode?: 'floor' | 'round' | 'ceil',
  ): T;

  /**
   * Computes the 3D average pooling.
   *
   * @param x The input tensor, of rank 5 or rank 4 of shape
   *     `[batch, depth, height, width, inChannels]`.
   * @param filterSize The filter size:
   *     `[filterDepth, filterHeight, filterWidth]`.
   *     If `filterSize` is a single number,
   *     then `filterDepth == filterHeight == filterWidth`.
   * @param strides The strides of the pooling:
   *     `[strideDepth, strideHeight, strideWidth]`.
   *     If `strides` is a single number,
   *     then `strideDepth == strideHeight == strideWidth`.
   * @param pad The type of padding algorithm.
   *    - `same` and stride 1: output will be of same size as input,
   *       regardless of filter size.
   *    - `valid`: output will be smaller than input if filter is larger
   *       than 1*1x1.
   *    - For more info, see this guide:
   *     [https://www.tensorflow.org/api_docs/python/tf/nn/convolution](
   *          https://www.tensorflow.org/api_docs/python/tf/nn/convolution)
   * @param dimRoundingMode A string from: 'ceil', 'round', 'floor'. If none is
   *     provided, it will default to truncate.
   * @param dataFormat An optional string from: "NDHWC", "NCDHW". Defaults to
   *     "NDHWC". Specify the data format of the input and output data. With the
   *     default format "NDHWC", the data is stored in the order of: [batch,
   *     depth, height, width, channels]. Only "NDHWC" is currently supported.
   */
  function avgPool3d<T extends Tensor4D | Tensor5D>(
    x: T | TensorLike,
    filterSize: [number, number, number] | number,
    strides: [number, number, number] | number,
    pad: 'valid' | 'same' | number,
    dimRoundingMode?: 'floor' | 'round' | 'ceil',
    dataFormat?: 'NDHWC' | 'NCDHW',
  ): T;

  /**
   * Computes the next state and output of a BasicLSTMCell.
   *
   * Returns `[newC, newH]`.
   *
   * Derived from tf.contrib.rnn.BasicLSTMCell.
   *
   * @param forgetBias Forget bias for the cell.
   * @param lstmKernel The weights for the cell.
   * @param lstmBias The bias for the cell.
   * @param data The input to the cell.
   * @param c Previous cell state.
   * @param h Previous cell output.
   */
  function basicLSTMCell(
    forgetBias: Scalar | TensorLike,
    lstmKernel: Tensor2D | TensorLike,
    lstmBias: Tensor1D | TensorLike,
    data: Tensor2D | TensorLike,
    c: Tensor2D | TensorLike,
    h: Tensor2D | TensorLike,
  ): [Tensor2D, Tensor2D];

  /**
   * This operation reshapes the "batch" dimension 0 into `M + 1` dimensions of
   * shape `blockShape + [batch]`, interleaves these blocks back into the grid
   * defined by the spatial dimensions `[1, ..., M]`, to obtain a result with
   * the same rank as the input. The spatial dimensions of this intermediate
   * result are then optionally cropped according to `crops` to produce the
   * output. This is the reverse of `tf.spaceToBatchND`. See below for a precise
   * description.
   *
   * @param x A `tf.Tensor`. N-D with `x.shape` = `[batch] + spatialShape +
   * remainingShape`, where spatialShape has `M` dimensions.
   * @param blockShape A 1-D array. Must have shape `[M]`, all values must
   * be >= 1.
   * @param crops A 2-D array.  Must have shape `[M, 2]`, all values must be >= 0.
   * `crops[i] = [cropStart, cropEnd]` specifies the amount to crop from input
   * dimension `i + 1`, which corresponds to spatial dimension `i`. It is required
   * that `cropStart[i] + cropEnd[i] <= blockShape[i] * inputShape[i + 1]`
   *
   * This operation is equivalent to the following steps:
   *
   * 1. Reshape `x` to `reshaped` of shape: `[blockShape[0], ...,
   * blockShape[M-1], batch / prod(blockShape), x.shape[1], ...,
   * x.shape[N-1]]`
   *
   * 2. Permute dimensions of `reshaped` to produce `permuted` of shape `[batch /
   * prod(blockShape),x.shape[1], blockShape[0], ..., x.shape[M],
   * blockShape[M-1],x.shape[M+1], ..., x.shape[N-1]]`
   *
   * 3. Reshape `permuted` to produce `reshapedPermuted` of shape `[batch /
   * prod(blockShape),x.shape[1] * blockShape[0], ..., x.shape[M] *
   * blockShape[M-1],x.shape[M+1], ..., x.shape[N-1]]`
   *
   * 4. Crop the start and end of dimensions `[1, ..., M]` of `reshapedPermuted`
   * according to `crops` to produce the output of shape: `[batch /
   * prod(blockShape),x.shape[1] * blockShape[0] - crops[0,0] - crops[0,1],
   * ..., x.shape[M] * blockShape[M-1] - crops[M-1,0] -
   * crops[M-1,1],x.shape[M+1], ..., x.shape[N-1]]`
   */
  function batchToSpaceND<T extends Tensor>(x: T | TensorLike, blockShape: number[], crops: number[][]): T;

  /**
   * Batch normalization.
   *
   * As described in
   * [http://arxiv.org/abs/1502.03167](http://arxiv.org/abs/1502.03167).
   *
   * Mean, variance, scale, and offset can be of two shapes:
   *   - The same shape as the input.
   *   - In the common case, the depth dimension is the last dimension of x, so
   *     the values would be a `tf.Tensor1D` of shape [depth].
   *
   * Also available are stricter rank-specific methods with the same signature
   * as this method that assert that parameters passed are of given rank
   *   - `tf.batchNorm2d`
   *   - `tf.batchNorm3d`
   *   - `tf.batchNorm4d`
   *
   * @param x The input Tensor.
   * @param mean A mean Tensor.
   * @param variance A variance Tensor.
   * @param offset An offset Tensor.
   * @param scale A scale Tensor.
   * @param varianceEpsilon A small float number to avoid dividing by 0.
   */
  function batchNorm<R extends Rank>(
    x: Tensor<R> | TensorLike,
    mean: Tensor<R> | Tensor1D | TensorLike,
    variance: Tensor<R> | Tensor1D | TensorLike,
    offset?: Tensor<R> | Tensor1D | TensorLike,
    scale?: Tensor<R> | Tensor1D | TensorLike,
    varianceEpsilon?: number,
  ): Tensor<R>;

  /**
   * Batch normalization, strictly for 2D. For the more relaxed version, see
   * `tf.batchNorm`.
   *
   * @param x The input Tensor.
   * @param mean A mean Tensor.
   * @param variance A variance Tensor.
   * @param offset An offset Tensor.
   * @param scale A scale Tensor.
   * @param varianceEpsilon A small float number to avoid dividing by 0.
   */
  function batchNorm2d(
    x: Tensor2D | TensorLike,
    mean: Tensor2D | Tensor1D | TensorLike,
    variance: Tensor2D | Tensor1D | TensorLike,
    offset?: Tensor2D | Tensor1D | TensorLike,
    scale?: Tensor2D | Tensor1D | TensorLike,
    varianceEpsilon?: number,
  ): Tensor2D;

  /**
   * Batch normalization, strictly for 3D. For the more relaxed version, see
   * `tf.batchNorm`.
   *
   * @param x The input Tensor.
   * @param mean A mean Tensor.
   * @param variance A variance Tensor.
   * @param offset An offset Tensor.
   * @param scale A scale Tensor.
   * @param varianceEpsilon A small float number to avoid dividing by 0.
   */
  function batchNorm3d(
    x: Tensor3D | TensorLike,
    mean: Tensor3D | Tensor1D | TensorLike,
    variance: Tensor3D | Tensor1D | TensorLike,
    offset?: Tensor3D | Tensor1D | TensorLike,
    scale?: Tensor3D | Tensor1D | TensorLike,
    varianceEpsilon?: number,
  ): Tensor3D;

  /**
   * Batch normalization, strictly for 4D. For the more relaxed version, see
   * `tf.batchNorm`.
   *
   * @param x The input Tensor.
   * @param mean A mean Tensor.
   * @param variance A variance Tensor.
   * @param offset An offset Tensor.
   * @param scale A scale Tensor.
   * @param varianceEpsilon A small float number to avoid dividing by 0.
   */
  function batchNorm4d(
    x: Tensor4D | TensorLike,
    mean: Tensor4D | Tensor1D | TensorLike,
    variance: Tensor4D | Tensor1D | TensorLike,
    offset?: Tensor4D | Tensor1D | TensorLike,
    scale?: Tensor4D | Tensor1D | TensorLike,
    varianceEpsilon?: number,
  ): Tensor4D;

  /**
   * Outputs a vector with length `size` and the same dtype as `weights`.
   *
   * If `weights` are empty, then index `i` stores the number of times the value
   * `i` is counted in `x`. If `weights` are non-empty, then index `i` stores the
   * sum of the value in `weights` at each index where the corresponding value in
   * `x` is `i`.
   *
   * Values in `x` outside of the range [0, size) are ignored.
   *
   * @param x The input int tensor, rank 1.
   * @param weights The weights tensor, must have the same shape as x, or a
   *     length-0 Tensor, in which case it acts as all weights equal to 1.
   * @param size Non-negative integer.
   */
  function bincount<T extends Tensor1D>(x: T | TensorLike, weights: T | TensorLike, size: number): T;

  /**
   * Bitwise `AND` operation for input tensors.
   *
   * Given two input tensors, returns a new tensor
   * with the `AND` calculated values.
   *
   * The method supports int32 values
   *
   * @param x The input tensor to be calculated.
   * @param y The input tensor to be calculated.
   */
  function bitwiseAnd<R extends Rank>(x: Tensor, y: Tensor): Tensor<R>;

  /**
   * Return the shape of s0 op s1 with broadcast.
   *
   * compute r0, the broadcasted shape as a tensor.
   * s0, s1 and r0 are all integer vectors.
   *
   * This function broadcastArgs the shape of the result of an operation between
   * two tensors of size s0 and s1 performed with broadcast.
   *
   * @param s0 A tensor representing a shape
   * @param s1 A tensor representing a shape
   */
  function broadcastArgs_<R extends Rank>(s0: Tensor | TensorLike, s1: Tensor | TensorLike): Tensor<R>;

  /**
   * Broadcast an array to a compatible shape NumPy-style.
   *
   * The tensor's shape is compared to the broadcast shape from end to beginning.
   * Ones are prepended to the tensor's shape until it has the same length as
   * the broadcast shape. If input.shape[i]==shape[i], the (i+1)-th axis is
   * already broadcast-compatible. If input.shape[i]==1 and shape[i]==N, then
   * the input tensor is tiled N times along that axis (using tf.tile).
   *
   * @param input The tensor that is to be broadcasted.
   * @param shape The input is to be broadcast to this shape.
   */
  function broadcastTo<R extends Rank>(x: Tensor | TensorLike, shape: ShapeMap[R]): Tensor<R>;

  /**
   * Casts a `tf.Tensor` to a new dtype.
   *
   * @param x The input tensor to be casted.
   * @param dtype The dtype to cast the input tensor to.
   */
  function cast<T extends Tensor>(x: T | TensorLike, dtype: DataType): T;

  /**
   * Computes ceiling of input `tf.Tensor` element-wise: `ceil(x)`
   *
   * @param x The input Tensor.
   */
  function ceil<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Clips values element-wise. `max(min(x, clipValueMax), clipValueMin)`
   *
   * @param x The input tensor.
   * @param clipValueMin Lower bound of range to be clipped to.
   * @param clipValueMax Upper bound of range to be clipped to.
   */
  function clipByValue<T extends Tensor>(x: T | TensorLike, clipValueMin: number, clipValueMax: number): T;

  /**
   * Creates a new tensor with the same values and shape as the specified
   * tensor.
   *
   * @param x The tensor to clone.
   */
  function clone<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Converts two real numbers to a complex number.
   *
   * Given a tensor `real` representing the real part of a complex number, and a
   * tensor `imag` representing the imaginary part of a complex number, this
   * operation returns complex numbers elementwise of the form [r0, i0, r1, i1],
   * where r represents the real part and i represents the imag part.
   *
   * The input tensors real and imag must have the same shape.
   */
  function complex<T extends Tensor>(real: T | TensorLike, imag: T | TensorLike): T;

  /**
   * Concatenates a list of `tf.Tensor`s along a given axis.
   *
   * The tensors ranks and types must match, and their sizes must match in all
   * dimensions except `axis`.
   *
   * Also available are stricter rank-specific methods that assert that
   * `tensors` are of the given rank:
   *   - `tf.concat1d`
   *   - `tf.concat2d`
   *   - `tf.concat3d`
   *   - `tf.concat4d`
   *
   * Except `tf.concat1d` (which does not have axis param), all methods have
   * same signature as this method.
   *
   * @param tensors A list of tensors to concatenate.
   * @param axis The axis to concatenate along. Defaults to 0 (the first dim).
   */
  function concat<T extends Tensor>(tensors: Array<T | TensorLike>, axis?: number): T;

  /**
   * Concatenates a list of`tf.Tensor1D`s along an axis. See `concat` for details.
   *
   * For example, if:
   * A: shape(3) = |r1, g1, b1|
   * B: shape(2) = |r2, g2|
   * C = tf.concat1d([A, B]) == |r1, g1, b1, r2, g2|
   *
   * @param tensors A list of`tf.Tensor`s to concatenate.
   * @return The concatenated array.
   */
  function concat1d(tensors: Array<Tensor1D | TensorLike>): Tensor1D;

  /**
   * Concatenates a list of`tf.Tensor2D`s along an axis. See `concat` for details.
   *
   * For example, if:
   * A: shape(2, 3) = | r1, g1, b1 |
   *                  | r2, g2, b2 |
   *
   * B: shape(2, 3) = | r3, g3, b3 |
   *                  | r4, g4, b4 |
   *
   * C = tf.concat2d([A, B], axis)
   *
   * if axis = 0:
   * C: shape(4, 3) = | r1, g1, b1 |
   *                  | r2, g2, b2 |
   *                  | r3, g3, b3 |
   *                  | r4, g4, b4 |
   *
   * if axis = 1:
   * C = shape(2, 6) = | r1, g1, b1, r3, g3, b3 |
   *                   | r2, g2, b2, r4, g4, b4 |
   *
   * @param tensors A list of `tf.Tensor`s to concatenate.
   * @param axis The axis to concatenate along.
   * @return The concatenated array.
   */
  function concat2d(tensors: Array<Tensor2D | TensorLike>, axis: number): Tensor2D;

  /**
   * Concatenates a list of `tf.Tensor3D`s along an axis.
   * See `concat` for details.
   *
   * For example, if:
   * A: shape(2, 1, 3) = | r1, g1, b1 |
   *                     | r2, g2, b2 |
   *
   * B: shape(2, 1, 3) = | r3, g3, b3 |
   *                     | r4, g4, b4 |
   *
   * C = tf.concat3d([A, B], axis)
   *
   * if axis = 0:
   * C: shape(4, 1, 3) = | r1, g1, b1 |
   *                     | r2, g2, b2 |
   *                     | r3, g3, b3 |
   *                     | r4, g4, b4 |
   *
   * if axis = 1:
   * C: shape(2, 2, 3) = | r1, g1, b1, r3, g3, b3 |
   *                     | r2, g2, b2, r4, g4, b4 |
   *
   * if axis = 2:
   * C = shape(2, 1, 6) = | r1, g1, b1, r3, g3, b3 |
   *                      | r2, g2, b2, r4, g4, b4 |
   *
   * @param tensors A list of`tf.Tensor`s to concatenate.
   * @param axis The axis to concate along.
   * @return The concatenated array.
   */
  function concat3d(tensors: Array<Tensor3D | TensorLike>, axis: number): Tensor3D;

  /**
   * Concatenates a list of `tf.Tensor4D`s along an axis.
   * See `concat` for details.
   *
   * @param tensors A list of `tf.Tensor`s to concatenate.
   * @param axis The axis to concate along.
   * @return The concatenated array.
   */
  function concat4d(tensors: Array<Tensor4D | TensorLike>, axis: number): Tensor4D;

  /**
   * Computes a 1D convolution over the input x.
   *
   * @param x The input tensor, of rank 3 or rank 2, of shape
   *     `[batch, width, inChannels]`. If rank 2, batch of 1 is assumed.
   * @param filter The filter, rank 3, of shape
   *     `[filterWidth, inDepth, outDepth]`.
   * @param stride The number of entries by which the filter is moved right at
   *     each step.
   * @param pad The type of padding algorithm.
   *    - `same` and stride 1: output will be of same size as input,
   *       regardless of filter size.
   *    - `valid`: output will be smaller than input if filter is larger
   *       than 1x1.
   *   - For more info, see this guide:
   *     [https://www.tensorflow.org/api_docs/python/tf/nn/convolution](
   *          https://www.tensorflow.org/api_docs/python/tf/nn/convolution)
   * @param dataFormat An optional string from "NWC", "NCW". Defaults to "NWC",
   *     the data is stored in the order of [batch, in_width, in_channels]. Only
   *     "NWC" is currently supported.
   * @param dilation The dilation rate in which we sample input values in
   *     atrous convolution. Defaults to `1`. If it is greater than 1, then
   *     stride must be `1`.
   * @param dimRoundingMode A string from: 'ceil', 'round', 'floor'. If none is
   *     provided, it will default to truncate.
   */
  function conv1d<T extends Tensor2D | Tensor3D>(
    x: T | TensorLike,
    filter: Tensor3D | TensorLike,
    stride: number,
    pad: 'valid' | 'same' | number | ExplicitPadding,
    dataFormat?: 'NWC' | 'NCW',
    dilation?: number,
    dimRoundingMode?: 'floor' | 'round' | 'ceil',
  ): T;

  /**
   * Computes a 2D convolution over the input x.
   *
   * @param x The input tensor, of rank 4 or rank 3, of shape
   *     `[batch, height, width, inChannels]`. If rank 3, batch of 1 is
   * assumed.
   * @param filter The filter, rank 4, of shape
   *     `[filterHeight, filterWidth, inDepth, outDepth]`.
   * @param strides The strides of the convolution: `[strideHeight,
   * strideWidth]`.
   * @param pad The type of padding algorithm.
   *    - `same` and stride 1: output will be of same size as input,
   *       regardless of filter size.
   *    - `valid`: output will be smaller than input if filter is larger
   *       than 1x1.
   *   - For more info, see this guide:
   *     [https://www.tensorflow.org/api_docs/python/tf/nn/convolution](
   *          https://www.tensorflow.org/api_docs/python/tf/nn/convolution)
   * @param dataFormat: An optional string from: "NHWC", "NCHW". Defaults to
   *     "NHWC". Specify the data format of the input and output data. With the
   *     default format "NHWC", the data is stored in the order of: [batch,
   *     height, width, channels].
   * @param dilations The dilation rates: `[dilationHeight, dilationWidth]`
   *     in which we sample input values across the height and width dimensions
   *     in atrous convolution. Defaults to `[1, 1]`. If `dilations` is a single
   *     number, then `dilationHeight == dilationWidth`. If it is greater than
   *     1, then all values of `strides` must be 1.
   * @param dimRoundingMode A string from: 'ceil', 'round', 'floor'. If none is
   *     provided, it will default to truncate.
   */
  function conv2d<T extends Tensor3D | Tensor4D>(
    x: T | TensorLike,
    filter: Tensor4D | TensorLike,
    strides: [number, number] | number,
    pad: 'valid' | 'same' | number | ExplicitPadding,
    dataFormat?: 'NHWC' | 'NCHW',
    dilations?: [number, number] | number,
    dimRoundingMode?: 'floor' | 'round' | 'ceil',
  ): T;

  /**
   * Computes the transposed 2D convolution of an image, also known as a
   * deconvolution.
   *
   * @param x The input image, of rank 4 or rank 3, of shape
   *   `[batch, height, width, inDepth]`. If rank 3, batch of 1 is assumed.
   * @param filter The filter, rank 4, of shape
   *     `[filterHeight, filterWidth, outDepth, inDepth]`.
   *     `inDepth` must match `inDepth` in `x`.
   * @param outputShape Output shape, of rank 4 or rank 3:
   *     `[batch, height, width, outDepth]`. If rank 3, batch of 1 is assumed.
   * @param strides The strides of the original convolution:
   *     `[strideHeight, strideWidth]`.
   * @param pad  The type of padding algorithm used in the non-transpose version
   *    of the op.
   * @param dimRoundingMode A string from: 'ceil', 'round', 'floor'. If none is
   *     provided, it will default to truncate.
   */
  function conv2dTranspose<T extends Tensor3D | Tensor4D>(
    x: T | TensorLike,
    filter: Tensor4D | TensorLike,
    outputShape: [number, number, number, number] | [number, number, number],
    strides: [number, number] | number,
    pad: 'valid' | 'same' | number | ExplicitPadding,
    dimRoundingMode?: 'floor' | 'round' | 'ceil',
  ): T;

  /**
   * Computes a 3D convolution over the input x.
   *
   * @param x The input tensor, of rank 5 or rank 4, of shape
   *     `[batch, depth, height, width, channels]`. If rank 4,
   * batch of 1 is assumed.
   * @param filter The filter, rank 5, of shape
   *     `[filterDepth, filterHeight, filterWidth, inChannels, outChannels]`.
   *      inChannels must match between input and filter.
   * @param strides The strides of the convolution: `[strideDepth, strideHeight,
   * strideWidth]`.
   * @param pad The type of padding algorithm.
   *    - `same` and stride 1: output will be of same size as input,
   *       regardless of filter size.
   *    - `valid`: output will be smaller than input if filter is larger
   *       than 1x1.
   *   - For more info, see this guide:
   *     [https://www.tensorflow.org/api_docs/python/tf/nn/convolution](
   *          https://www.tensorflow.org/api_docs/python/tf/nn/convolution)
   * @param dataFormat: An optional string from: "NDHWC", "NCDHW". Defaults to
   *     "NDHWC". Specify the data format of the input and output data. With the
   *     default format "NDHWC", the data is stored in the order of: [batch,
   *     depth, height, width, channels]. Only "NDHWC" is currently supported.
   * @param dilations The dilation rates: `[dilationDepth, dilationHeight,
   *     dilationWidth]` in which we sample input values across the height
   *     and width dimensions in atrous convolution. Defaults to `[1, 1, 1]`.
   *     If `dilations` is a single number, then
   *     `dilationDepth == dilationHeight == dilationWidth`. If it is greater
   *     than 1, then all values of `strides` must be 1.
   */
  function conv3d<T extends Tensor4D | Tensor5D>(
    x: T | TensorLike,
    filter: Tensor5D | TensorLike,
    strides: [number, number, number] | number,
    pad: 'valid' | 'same',
    dataFormat?: 'NDHWC' | 'NCDHW',
    dilations?: [number, number, number] | number,
  ): T;

  /**
   * Computes the transposed 3D convolution of a volume, also known as a
   * deconvolution.
   *
   * @param x The input image, of rank 5 or rank 4, of shape
   *   `[batch, depth, height, width, inDepth]`. If rank 4, batch of 1 is assumed.
   * @param filter The filter, rank 4, of shape
   *     `[depth, filterHeight, filterWidth, outDepth, inDepth]`.
   *     `inDepth` must match `inDepth` in `x`.
   * @param outputShape Output shape, of rank 5 or rank 4:
   *     `[batch, depth, height, width, outDepth]`. If rank 3, batch of 1 is
   *    assumed.
   * @param strides The strides of the original convolution:
   *     `[strideDepth, strideHeight, strideWidth]`.
   * @param pad  The type of padding algorithm used in the non-transpose version
   *    of the op.
   */
  function conv3dTranspose<T extends Tensor4D | Tensor5D>(
    x: T | TensorLike,
    filter: Tensor5D | TensorLike,
    outputShape: [number, number, number, number, number] | [number, number, number, number],
    strides: [number, number, number] | number,
    pad: 'valid' | 'same',
  ): T;

  /**
   * Computes cos of the input `tf.Tensor` element-wise: `cos(x)`
   *
   * @param x The input tensor. Must be float32 type.
   */
  function cos<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes hyperbolic cos of the input `tf.Tensor` element-wise: `cosh(x)`
   *
   * @param x The input tensor. Must be float32 type.
   */
  function cosh<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes the cumulative product of a `tf.Tensor` along `axis`.
   *
   * @param x The input tensor to cumulatively multiply.
   * @param axis The axis along which to multiply. Optional. Defaults to 0.
   * @param exclusive Whether to perform exclusive cumulative product. Optional.
   *     Defaults to false. If set to true then the product of each tensor entry
   *     does not include its own value, but only the values previous to it
   *     along the specified axis.
   * @param reverse Whether to multiply in the opposite direction. Optional.
   *     Defaults to false.
   */
  function cumprod<T extends Tensor>(
    x: Tensor | TensorLike,
    axis?: number,
    exclusive?: boolean,
    reverse?: boolean,
  ): T;

  /**
   * Computes the cumulative sum of a `tf.Tensor` along `axis`.
   *
   * @param x The input tensor to be summed.
   * @param axis The axis along which to sum. Optional. Defaults to 0.
   * @param exclusive Whether to perform exclusive cumulative sum. Optional.
   *     Defaults to false. If set to true then the sum of each tensor entry
   *     does not include its own value, but only the values previous to it
   *     along the specified axis.
   * @param reverse Whether to sum in the opposite direction. Optional.
   *     Defaults to false.
   */
  function cumsum<T extends Tensor>(
    x: Tensor | TensorLike,
    axis?: number,
    exclusive?: boolean,
    reverse?: boolean,
  ): T;

  /**
   * Outputs a vector with length `size` and the same dtype as `weights`.
   *
   * If `weights` are empty, then index `i` stores the number of times the value
   * `i` is counted in `x`. If `weights` are non-empty, then index `i` stores the
   * sum of the value in `weights` at each index where the corresponding value in
   * `x` is `i`.
   *
   * Values in `x` outside of the range [0, size) are ignored.
   *
   * @param x The input int tensor, rank 1 or rank 2.
   * @param weights The weights tensor, must have the same shape as x, or a
   *     length-0 Tensor, in which case it acts as all weights equal to 1.
   * @param size Non-negative integer.
   * @param binaryOutput Optional. Whether the kernel should count the appearance
   *     or number of occurrences. Defaults to False.
   */
  function denseBincount<T extends Tensor1D | Tensor2D>(
    x: T | TensorLike,
    weights: T | TensorLike,
    size: number,
    binaryOutput?: boolean,
  ): T;

  /**
   * Rearranges data from depth into blocks of spatial data. More specifically,
   * this op outputs a copy of the input tensor where values from the `depth`
   * dimension are moved in spatial blocks to the `height` and `width` dimensions.
   * The attr `blockSize` indicates the input block size and how the data is
   * moved.
   *
   *  - Chunks of data of size `blockSize * blockSize` from depth are rearranged
   * into non-overlapping blocks of size `blockSize x blockSize`
   *
   *  - The width the output tensor is `inputWidth * blockSize`, whereas the
   * height is `inputHeight * blockSize`
   *
   *  - The Y, X coordinates within each block of the output image are determined
   * by the high order component of the input channel index
   *
   *  - The depth of the input tensor must be divisible by `blockSize *
   * blockSize`
   *
   * The `dataFormat` attr specifies the layout of the input and output tensors
   * with the following options: "NHWC": [ `batch, height, width, channels` ]
   * "NCHW": [ `batch, channels, height, width` ]
   *
   * @param x The input tensor of rank 4
   * @param blockSIze  An `int` that is `>= 2`. The size of the spatial block
   * @param dataFormat An optional string from: "NHWC", "NCHW". Defaults to "NHWC"
   */
  function depthToSpace(
    x: Tensor4D | TensorLike4D,
    blockSize: number,
    dataFormat?: 'NHWC' | 'NCHW',
  ): Tensor4D;

  /**
   * Depthwise 2D convolution.
   *
   * Given a 4D `input` array and a `filter` array of shape
   * `[filterHeight, filterWidth, inChannels, channelMultiplier]` containing
   * `inChannels` convolutional filters of depth 1, this op applies a
   * different filter to each input channel (expanding from 1 channel to
   * `channelMultiplier` channels for each), then concatenates the results
   * together. The output has `inChannels * channelMultiplier` channels.
   *
   * See
   * [https://www.tensorflow.org/api_docs/python/tf/nn/depthwise_conv2d](
   *     https://www.tensorflow.org/api_docs/python/tf/nn/depthwise_conv2d)
   * for more details.
   *
   * @param x The input tensor, of rank 4 or rank 3, of shape
   *     `[batch, height, width, inChannels]`. If rank 3, batch of 1 is
   * assumed.
   * @param filter The filter tensor, rank 4, of shape
   *     `[filterHeight, filterWidth, inChannels, channelMultiplier]`.
   * @param strides The strides of the convolution: `[strideHeight,
   * strideWidth]`. If strides is a single number, then `strideHeight ==
   * strideWidth`.
   * @param pad The type of padding algorithm.
   *   - `same` and stride 1: output will be of same size as input,
   *       regardless of filter size.
   *   - `valid`: output will be smaller than input if filter is larger
   *       than 1x1.
   *   - For more info, see this guide:
   *     [https://www.tensorflow.org/api_docs/python/tf/nn/convolution](
   *          https://www.tensorflow.org/api_docs/python/tf/nn/convolution)
   * @param dilations The dilation rates: `[dilationHeight, dilationWidth]`
   *     in which we sample input values across the height and width dimensions
   *     in atrous convolution. Defaults to `[1, 1]`. If `rate` is a single
   *     number, then `dilationHeight == dilationWidth`. If it is greater than
   *     1, then all values of `strides` must be 1.
   * @param dataFormat: An optional string from: "NHWC", "NCHW". Defaults to
   *     "NHWC". Specify the data format of the input and output data. With the
   *     default format "NHWC", the data is stored in the order of: [batch,
   *     height, width, channels]. Only "NHWC" is currently supported.
   * @param dimRoundingMode A string from: 'ceil', 'round', 'floor'. If none is
   *     provided, it will default to truncate.
   */
  function depthwiseConv2d<T extends Tensor3D | Tensor4D>(
    x: T | TensorLike,
    filter: Tensor4D | TensorLike,
    strides: [number, number] | number,
    pad: 'valid' | 'same' | number | ExplicitPadding,
    dataFormat?: 'NHWC' | 'NCHW',
    dilations?: [number, number] | number,
    dimRoundingMode?: 'floor' | 'round' | 'ceil',
  ): T;

  /**
   * Returns a diagonal tensor with given diagonal values.
   *
   * Given a diagonal, this operation returns a tensor with the diagonal and
   * everything else padded with zeros.
   *
   * Assume the input has dimensions `[D1,..., Dk]`, then the output is a tensor
   * of rank 2k with dimensions `[D1,..., Dk, D1,..., Dk]`
   *
   * @param x The input tensor.
   */
  function diag(x: Tensor): Tensor;

  /**
   * Computes the grayscale dilation over the input `x`.
   *
   * @param x The input tensor, rank 3 or rank 4 of shape
   *     `[batch, height, width, depth]`. If rank 3, batch of 1 is assumed.
   * @param filter The filter tensor, rank 3, of shape
   *     `[filterHeight, filterWidth, depth]`.
   * @param strides The strides of the sliding window for each dimension of the
   *     input tensor: `[strideHeight, strideWidth]`.
   *     If `strides` is a single number,
   *     then `strideHeight == strideWidth`.
   * @param pad The type of padding algorithm.
   *    - `same` and stride 1: output will be of same size as input,
   *       regardless of filter size.
   *    - `valid`: output will be smaller than input if filter is larger
   *       than 1*1x1.
   *    - For more info, see this guide:
   *     [https://www.tensorflow.org/api_docs/python/tf/nn/convolution](
   *          https://www.tensorflow.org/api_docs/python/tf/nn/convolution)
   * @param dataFormat Specify the data format of the input and output data.
   *      Defaults to 'NHWC'. Only 'NHWC' is currently supported. With the
   *      default format "NHWC", the data is stored in the order of: [batch,
   *      height, width, channels].
   * @param dilations The dilation rates: `[dilationHeight, dilationWidth]`
   *     in which we sample input values across the height and width dimensions
   *     for atrous morphological dilation. Defaults to `[1, 1]`. If `dilations`
   *     is a single number, then `dilationHeight == dilationWidth`. If it is
   *     greater than 1, then all values of `strides` must be 1.
   */
  function dilation2d<T extends Tensor3D | Tensor4D>(
    x: T | TensorLike,
    filter: Tensor3D | TensorLike,
    strides: [number, number] | number,
    pad: 'valid' | 'same',
    dilations?: [number, number] | number,
    dataFormat?: 'NHWC',
  ): T;

  /**
   * Divides two `tf.Tensor`s element-wise, A / B. Supports broadcasting.
   *
   * @param a The first tensor as the numerator.
   * @param b The second tensor as the denominator. Must have the same dtype as
   * `a`.
   */
  function div<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Divides two `tf.Tensor`s element-wise, A / B. Supports broadcasting. Return 0
   * if denominator is 0.
   *
   * @param a The first tensor as the numerator.
   * @param b The second tensor as the denominator. Must have the same dtype as
   * `a`.
   */
  function divNoNan<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Computes the dot product of two matrices and/or vectors, `t1` and `t2`.
   *
   * @param t1 The first tensor in the dot operation.
   * @param t2 The second tensor in the dot operation.
   */
  function dot(t1: Tensor | TensorLike, t2: Tensor | TensorLike): Tensor;

  /**
   * Tensor contraction over specified indices and outer product.
   *
   * `einsum` allows defining Tensors by defining their element-wise computation.
   * This computation is based on
   * [Einstein summation](https://en.wikipedia.org/wiki/Einstein_notation).
   *
   * Some special cases include:
   *
   * Matrix multiplication:
   *
   * Dot product:
   *
   * Batch dot product:
   *
   * Outer prouduct:
   *
   * Matrix transpose:
   *
   * Batch matrix transpose:
   *
   * Limitations:
   *
   * This implementation of einsum has the following limitations:
   *
   * - Does not support >2 input tensors.
   * - Does not support duplicate axes for any given input tensor. E.g., equation
   *   'ii->' is not supported.
   * - The `...` notation is not supported.
   *
   * @param equation a string describing the contraction, in the same format as
   * [numpy.einsum](https://numpy.org/doc/stable/reference/generated/numpy.einsum.html).
   * @param tensors the input(s) to contract (each one a Tensor), whose shapes
   *     should be consistent with equation.
   * @returns The output tensor.
   */
  function einsum(equation: string, ...tensors: Tensor[]): Tensor;

  /**
   * Computes exponential linear element-wise: `x > 0 ? x : (e ^ x) - 1`.
   *
   * @param x The input tensor.
   */
  function elu<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Checks the input tensor mathes the given shape.
   *
   * Given an input tensor, returns a new tensor with the same values as the
   * input tensor with shape `shape`.
   *
   * The method supports the null value in tensor. It will still check the shapes,
   * and null is a placeholder.
   *
   * @param x The input tensor to be ensured.
   * @param shape A TensorShape representing the shape of this tensor, an array
   *     or null.
   */
  function ensureShape<R extends Rank>(x: Tensor, shape: ShapeMap[R]): Tensor;

  /**
   * Returns the truth value of (a == b) element-wise. Supports broadcasting.
   *
   * @param a The first input tensor.
   * @param b The second input tensor. Must have the same dtype as `a`.
   */
  function equal<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Computes Gauss error function erf the input `tf.Tensor` element-wise:
   * `erf(x)`
   *
   * @param x The input tensor.
   */
  function erf_<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes the Euclidean norm of scalar, vectors, and matrices.
   *
   * @param x The input array.
   * @param axis Optional. If axis is null (the default), the input is
   * considered a vector and a single vector norm is computed over the entire
   * set of values in the Tensor, i.e. euclideanNorm(x) is equivalent
   * to euclideanNorm(x.reshape([-1])). If axis is an integer, the input
   * is considered a batch of vectors, and axis determines the axis in x
   * over which to compute vector norms. If axis is a 2-tuple of integer it is
   * considered a batch of matrices and axis determines the axes in NDArray
   * over which to compute a matrix norm.
   * @param keepDims Optional. If true, the norm has the same dimensionality
   * as the input.
   */
  function euclideanNorm(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): Tensor;

  /**
   * Computes exponential of the input `tf.Tensor` element-wise. `e ^ x`
   *
   * @param x The input tensor.
   */
  function exp<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Returns a `tf.Tensor` that has expanded rank, by inserting a dimension
   * into the tensor's shape.
   *
   * @param x The input tensor whose dimensions are to be expanded.
   * @param axis The dimension index at which to insert shape of `1`. Defaults
   *     to 0 (the first dimension).
   */
  function expandDims<T extends Tensor>(x: Tensor | TensorLike, axis?: number): T;

  /**
   * Computes exponential of the input `tf.Tensor` minus one element-wise.
   * `e ^ x - 1`
   *
   * @param x The input tensor.
   */
  function expm1<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Create an identity matrix.
   *
   * @param numRows Number of rows.
   * @param numColumns Number of columns. Defaults to `numRows`.
   * @param batchShape If provided, will add the batch shape to the beginning
   *   of the shape of the returned `tf.Tensor` by repeating the identity
   *   matrix.
   * @param dtype Data type.
   * @returns Identity matrix of the specified size and data type, possibly
   *   with batch repetition if `batchShape` is specified.
   */
  function eye(
    numRows: number,
    numColumns?: number,
    batchShape?: [number] | [number, number] | [number, number, number] | [number, number, number, number],
    dtype?: DataType,
  ): Tensor2D;

  /**
   * Creates a `tf.Tensor` filled with a scalar value.
   *
   * @param shape An array of integers defining the output tensor shape.
   * @param value The scalar value to fill the tensor with.
   * @param dtype The type of an element in the resulting tensor. Defaults to
   *     'float32' if the given param value is a number, otherwise 'string'.
   */
  function fill<R extends Rank>(shape: ShapeMap[R], value: number | string, dtype?: DataType): Tensor<R>;

  /**
   * Computes floor of input `tf.Tensor` element-wise: `floor(x)`.
   *
   * @param x The input tensor.
   */
  function floor<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Divides two `tf.Tensor`s element-wise, A / B. Supports broadcasting.
   * The result is rounded with floor function.
   *
   * @param a The first tensor as the numerator.
   * @param b The second tensor as the denominator. Must have the same dtype as
   * `a`.
   */
  function floorDiv<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Gather slices from tensor `x`'s axis `axis` according to `indices`.
   *
   * @param x The input tensor whose slices are to be gathered.
   * @param indices The indices of the values to extract.
   * @param axis The axis over which to select values. Defaults to 0.
   * @param batchDims Optional. The number of batch dimensions. It must be less
   *     than or equal to rank(indices). Defaults to 0.
   *     The output tensor will have shape of
   *     `x.shape[:axis] + indices.shape[batchDims:] + x.shape[axis + 1:]`
   */
  function gather<T extends Tensor>(
    x: T | TensorLike,
    indices: Tensor | TensorLike,
    axis?: number,
    batchDims?: number,
  ): T;

  /**
   * Returns the truth value of (a > b) element-wise. Supports broadcasting.
   *
   * @param a The first input tensor.
   * @param b The second input tensor. Must have the same dtype as `a`.
   */
  function greater<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Returns the truth value of (a >= b) element-wise. Supports broadcasting.
   *
   * @param a The first input tensor.
   * @param b The second input tensor. Must have the same dtype as `a`.
   */
  function greaterEqual<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Returns the imaginary part of a complex (or real) tensor.
   *
   * Given a tensor input, this operation returns a tensor of type float that is
   * the imaginary part of each element in input considered as a complex number.
   * If input is real, a tensor of all zeros is returned.
   */
  function imag<T extends Tensor>(input: T | TensorLike): T;

  /**
   * Returns which elements of x are finite.
   *
   * @param x The input Tensor.
   */
  function isFinite<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Returns which elements of x are Infinity or -Infinity.
   *
   * @param x The input Tensor.
   */
  function isInf<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Returns which elements of x are NaN.
   *
   * @param x The input Tensor.
   */
  function isNaN<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes leaky rectified linear element-wise.
   *
   * See
   * [http://web.stanford.edu/~awni/papers/relu_hybrid_icml2013_final.pdf](
   *     http://web.stanford.edu/~awni/papers/relu_hybrid_icml2013_final.pdf)
   *
   * @param x The input tensor.
   * @param alpha The scaling factor for negative values, defaults to 0.2.
   */
  function leakyRelu<T extends Tensor>(x: T | TensorLike, alpha?: number): T;

  /**
   * Returns the truth value of (a < b) element-wise. Supports broadcasting.
   *
   * @param a The first input tensor.
   * @param b The second input tensor. Must have the same dtype as `a`.
   */
  function less<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Returns the truth value of (a <= b) element-wise. Supports broadcasting.
   *
   * @param a The first input tensor.
   * @param b The second input tensor. Must have the same dtype as `a`.
   */
  function lessEqual<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Return an evenly spaced sequence of numbers over the given interval.
   *
   * @param start The start value of the sequence.
   * @param stop The end value of the sequence.
   * @param num The number of values to generate.
   */
  function linspace(start: number, stop: number, num: number): Tensor1D;

  /**
   * Normalizes the activation of a local neighborhood across or within
   * channels.
   *
   * @param x The input tensor. The 4-D input tensor is treated as a 3-D array
   *     of 1D vectors (along the last dimension), and each vector is
   *     normalized independently.
   * @param depthRadius The number of adjacent channels in the 1D normalization
   *     window.
   * @param bias A constant bias term for the basis.
   * @param alpha A scale factor, usually positive.
   * @param beta An exponent.
   */
  function localResponseNormalization<T extends Tensor3D | Tensor4D>(
    x: T | TensorLike,
    depthRadius?: number,
    bias?: number,
    alpha?: number,
    beta?: number,
  ): T;

  /**
   * Computes natural logarithm of the input `tf.Tensor` element-wise: `ln(x)`
   *
   * @param x The input tensor.
   */
  function log<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes natural logarithm of the input `tf.Tensor` plus one
   * element-wise: `ln(1 + x)`
   *
   * @param x The input tensor.
   */
  function log1p<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes log sigmoid of the input `tf.Tensor` element-wise:
   * `logSigmoid(x)`. For numerical stability, we use `-tf.softplus(-x)`.
   *
   * @param x The input tensor.
   */
  function logSigmoid<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes the log softmax.
   *
   * @param logits The logits array.
   * @param axis The dimension softmax would be performed on. Defaults to `-1`
   *     which indicates the last dimension.
   */
  function logSoftmax<T extends Tensor>(logits: T | TensorLike, axis?: number): T;

  /**
   * Computes the log(sum(exp(elements across the reduction dimensions))).
   *
   * Reduces the input along the dimensions given in `axis`. Unless `keepDims`
   * is true, the rank of the array is reduced by 1 for each entry in `axis`.
   * If `keepDims` is true, the reduced dimensions are retained with length 1.
   * If `axis` has no entries, all dimensions are reduced, and an array with a
   * single element is returned.
   *
   * @param x The input tensor.
   * @param axis The dimension(s) to reduce. If null (the default),
   *     reduces all dimensions.
   * @param keepDims If true, retains reduced dimensions with length
   *     of 1. Defaults to false.
   */
  function logSumExp<T extends Tensor>(
    x: Tensor | TensorLike,
    axis?: number | number[],
    keepDims?: boolean,
  ): T;

  /**
   * Returns the truth value of `a AND b` element-wise. Supports broadcasting.
   *
   * @param a The first input tensor. Must be of dtype bool.
   * @param b The second input tensor. Must be of dtype bool.
   */
  function logicalAnd<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Returns the truth value of `NOT x` element-wise.
   *
   * @param x The input tensor. Must be of dtype 'bool'.
   */
  function logicalNot<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Returns the truth value of `a OR b` element-wise. Supports broadcasting.
   *
   * @param a The first input tensor. Must be of dtype bool.
   * @param b The second input tensor. Must be of dtype bool.
   */
  function logicalOr<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Returns the truth value of `a XOR b` element-wise. Supports broadcasting.
   *
   * @param a The first input tensor. Must be of dtype bool.
   * @param b The second input tensor. Must be of dtype bool.
   */
  function logicalXor<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Searches for where a value would go in a sorted sequence.
   *
   * This is not a method for checking containment (like javascript in).
   *
   * The typical use case for this operation is "binning", "bucketing", or
   * "discretizing". The values are assigned to bucket-indices based on the edges
   * listed in 'sortedSequence'. This operation returns the bucket-index for each
   * value.
   *
   * The index returned corresponds to the first edge greater than or equal to the
   * value.
   *
   * The axis is not settable for this operation. It always operates on the
   * innermost dimension (axis=-1). The operation will accept any number of outer
   * dimensions.
   *
   * Note: This operation assumes that 'lowerBound' is sorted along the
   * innermost axis, maybe using 'sort(..., axis=-1)'. If the sequence is not
   * sorted no error is raised and the content of the returned tensor is not well
   * defined.
   *
   * @param sortedSequence: N-D. Sorted sequence.
   * @param values: N-D. Search values.
   * @return An N-D int32 tensor the size of values containing the result of
   *     applying lower bound to each value. The result is not a global index to
   *     the entire Tensor, but the index in the last dimension.
   */
  function lowerBound(sortedSequence: Tensor | TensorLike, values: Tensor | TensorLike): Tensor;

  /**
   * Computes the dot product of two matrices, A * B. These must be matrices.
   *
   * @param a First matrix in dot product operation.
   * @param b Second matrix in dot product operation.
   * @param transposeA If true, `a` is transposed before multiplication.
   * @param transposeB If true, `b` is transposed before multiplication.
   */
  function matMul<T extends Tensor>(
    a: Tensor | TensorLike,
    b: Tensor | TensorLike,
    transposeA?: boolean,
    transposeB?: boolean,
  ): T;

  /**
   * Computes the maximum of elements across dimensions of a `tf.Tensor`.
   *
   * Reduces the input along the dimensions given in `axes`. Unless `keepDims`
   * is true, the rank of the `tf.Tensor` is reduced by 1 for each entry in
   * `axes`. If `keepDims` is true, the reduced dimensions are retained with
   * length 1. If `axes` has no entries, all dimensions are reduced, and a
   * `tf.Tensor` with a single element is returned.
   *
   * @param x The input tensor.
   * @param axis The dimension(s) to reduce. By default it reduces
   *     all dimensions.
   * @param keepDims If true, retains reduced dimensions with size 1.
   */
  function max<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;

  /**
   * Computes the 2D max pooling of an image.
   *
   * @param x The input tensor, of rank 4 or rank 3 of shape
   *     `[batch, height, width, inChannels]`. If rank 3, batch of 1 is assumed.
   * @param filterSize The filter size: `[filterHeight, filterWidth]`. If
   *     `filterSize` is a single number, then `filterHeight == filterWidth`.
   * @param strides The strides of the pooling: `[strideHeight, strideWidth]`. If
   *     `strides` is a single number, then `strideHeight == strideWidth`.
   * @param dilations The dilation rates: `[dilationHeight, dilationWidth]`
   *     in which we sample input values across the height and width dimensions
   *     in dilated pooling. Defaults to `[1, 1]`. If `dilations` is a single
   *     number, then `dilationHeight == dilationWidth`. If it is greater than
   *     1, then all values of `strides` must be 1.
   * @param pad The type of padding algorithm.
   *    - `same` and stride 1: output will be of same size as input,
   *       regardless of filter size.
   *    - `valid`: output will be smaller than input if filter is larger
   *       than 1x1.
   *    - For more info, see this guide:
   *     [https://www.tensorflow.org/api_docs/python/tf/nn/convolution](
   *          https://www.tensorflow.org/api_docs/python/tf/nn/convolution)
   * @param dimRoundingMode A string from: 'ceil', 'round', 'floor'. If none is
   *     provided, it will default to truncate.
   */
  function maxPool<T extends Tensor3D | Tensor4D>(
    x: T | TensorLike,
    filterSize: [number, number] | number,
    strides: [number, number] | number,
    pad: 'valid' | 'same' | number | ExplicitPadding,
    dimRoundingMode?: 'floor' | 'round' | 'ceil',
  ): T;

  /**
   * Computes the 3D max pooling.
   *
   * @param x The input tensor, of rank 5 or rank 4 of shape
   *     `[batch, depth, height, width, inChannels]`.
   * @param filterSize The filter size:
   *     `[filterDepth, filterHeight, filterWidth]`.
   *     If `filterSize` is a single number,
   *     then `filterDepth == filterHeight == filterWidth`.
   * @param strides The strides of the pooling:
   *     `[strideDepth, strideHeight, strideWidth]`.
   *     If `strides` is a single number,
   *     then `strideDepth == strideHeight == strideWidth`.
   * @param pad The type of padding algorithm.
   *    - `same` and stride 1: output will be of same size as input,
   *       regardless of filter size.
   *    - `valid`: output will be smaller than input if filter is larger
   *       than 1*1x1.
   *    - For more info, see this guide:
   *     [https://www.tensorflow.org/api_docs/python/tf/nn/convolution](
   *          https://www.tensorflow.org/api_docs/python/tf/nn/convolution)
   * @param dimRoundingMode A string from: 'ceil', 'round', 'floor'. If none is
   *     provided, it will default to truncate.
   * @param dataFormat An optional string from: "NDHWC", "NCDHW". Defaults to
   *     "NDHWC". Specify the data format of the input and output data. With the
   *     default format "NDHWC", the data is stored in the order of: [batch,
   *     depth, height, width, channels]. Only "NDHWC" is currently supported.
   */
  function maxPool3d<T extends Tensor4D | Tensor5D>(
    x: T | TensorLike,
    filterSize: [number, number, number] | number,
    strides: [number, number, number] | number,
    pad: 'valid' | 'same' | number,
    dimRoundingMode?: 'floor' | 'round' | 'ceil',
    dataFormat?: 'NDHWC' | 'NCDHW',
  ): T;

  /**
   * Computes the 2D max pooling of an image with Argmax index.
   * The indices in argmax are flattened, so that a maximum value at position `[b,
   * y, x, c]` becomes flattened index: `(y * width + x) * channels + c` if
   * include_batch_in_index is False; `((b * height + y) * width + x) * channels
   * +c` if include_batch_in_index is True.
   *
   * The indices returned are always in `[0, height) x [0, width)` before
   * flattening.
   *
   * @param x The input tensor, of rank 4 or rank 3 of shape
   *     `[batch, height, width, inChannels]`. If rank 3, batch of 1 is assumed.
   * @param filterSize The filter size: `[filterHeight, filterWidth]`. If
   *     `filterSize` is a single number, then `filterHeight == filterWidth`.
   * @param strides The strides of the pooling: `[strideHeight, strideWidth]`. If
   *     `strides` is a single number, then `strideHeight == strideWidth`.
   * @param dataFormat An optional string from: "NDHWC", "NCDHW". Defaults to
   *     "NDHWC". Specify the data format of the input and output data. With the
   *     default format "NDHWC", the data is stored in the order of: [batch,
   *     depth, height, width, channels]. Only "NDHWC" is currently supported.
   * @param pad The type of padding algorithm.
   *    - `same` and stride 1: output will be of same size as input,
   *       regardless of filter size.
   *    - `valid`: output will be smaller than input if filter is larger
   *       than 1x1.
   *    - For more info, see this guide:
   *     [https://www.tensorflow.org/api_docs/python/tf/nn/convolution](
   *          https://www.tensorflow.org/api_docs/python/tf/nn/convolution)
   * @param includeBatchIndex Defaults to False. Whether to include batch
   *    dimension in flattened index of argmax.
   */
  function maxPoolWithArgmax<T extends Tensor4D>(
    x: T | TensorLike,
    filterSize: [number, number] | number,
    strides: [number, number] | number,
    pad: 'valid' | 'same' | number,
    includeBatchInIndex?: boolean,
  ): NamedTensorMap;

  /**
   * Returns the max of a and b (`a > b ? a : b`) element-wise.
   * Supports broadcasting.
   *
   * We also expose `tf.maximumStrict` which has the same signature as this op and
   * asserts that `a` and `b` are the same shape (does not broadcast).
   *
   * @param a The first tensor.
   * @param b The second tensor. Must have the same type as `a`.
   */
  function maximum<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Computes the mean of elements across dimensions of a `tf.Tensor`.
   *
   * Reduces `x` along the dimensions given in `axis`. Unless `keepDims` is
   * true, the rank of the `tf.Tensor` is reduced by 1 for each entry in `axis`.
   * If `keepDims` is true, the reduced dimensions are retained with length 1.
   * If `axis` has no entries, all dimensions are reduced, and a `tf.Tensor` with
   * a single element is returned.
   *
   * @param x The input tensor.
   * @param axis The dimension(s) to reduce. By default it reduces
   *     all dimensions.
   * @param keepDims If true, retains reduced dimensions with size 1.
   */
  function mean<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;

  /**
   * Broadcasts parameters for evaluation on an N-D grid.
   *
   * Given N one-dimensional coordinate arrays `*args`, returns a list `outputs`
   * of N-D coordinate arrays for evaluating expressions on an N-D grid.
   *
   * Notes:
   * `meshgrid` supports cartesian ('xy') and matrix ('ij') indexing conventions.
   * When the `indexing` argument is set to 'xy' (the default), the broadcasting
   * instructions for the first two dimensions are swapped.
   * Examples:
   * Calling `const [X, Y] = meshgrid(x, y)` with the tensors
   *
   * ```javascript
   * const x = [1, 2, 3];
   * const y = [4, 5, 6];
   * const [X, Y] = tf.meshgrid(x, y);
   * // X = [[1, 2, 3],
   * //      [1, 2, 3],
   * //      [1, 2, 3]]
   * // Y = [[4, 4, 4],
   * //      [5, 5, 5],
   * //      [6, 6, 6]]
   * ```
   *
   * @param x Tensor with rank geq 1.
   * @param y Tensor with rank geq 1.
   * @param indexing
   */
  function meshgrid<T extends Tensor>(
    x?: T | TensorLike,
    y?: T | TensorLike,
    {
      indexing,
    }?: {
      indexing?: string;
    },
  ): T[];

  /**
   * Computes the minimum value from the input.
   *
   * Reduces the input along the dimensions given in `axes`. Unless `keepDims`
   * is true, the rank of the array is reduced by 1 for each entry in `axes`.
   * If `keepDims` is true, the reduced dimensions are retained with length 1.
   * If `axes` has no entries, all dimensions are reduced, and an array with a
   * single element is returned.
   *
   * @param x The input Tensor.
   * @param axis The dimension(s) to reduce. By default it reduces
   *     all dimensions.
   * @param keepDims If true, retains reduced dimensions with size 1.
   */
  function min<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;

  /**
   * Returns the min of a and b (`a < b ? a : b`) element-wise.
   * Supports broadcasting.
   *
   * We also expose `minimumStrict` which has the same signature as this op and
   * asserts that `a` and `b` are the same shape (does not broadcast).
   *
   * @param a The first tensor.
   * @param b The second tensor. Must have the same type as `a`.
   */
  function minimum<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  function mirrorPad<T extends Tensor>(
    x: T | TensorLike,
    paddings: Array<[number, number]>,
    mode: 'reflect' | 'symmetric',
  ): T;

  /**
   * Returns the mod of a and b element-wise.
   * `floor(x / y) * y + mod(x, y) = x`
   * Supports broadcasting.
   *
   * We also expose `tf.modStrict` which has the same signature as this op and
   * asserts that `a` and `b` are the same shape (does not broadcast).
   *
   * @param a The first tensor.
   * @param b The second tensor. Must have the same type as `a`.
   */
  function mod<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Calculates the mean and variance of `x`. The mean and variance are
   * calculated by aggregating the contents of `x` across `axes`. If `x` is
   * 1-D and `axes = [0]` this is just the mean and variance of a vector.
   *
   * @param x The input tensor.
   * @param axis The dimension(s) along with to compute mean and
   *     variance. By default it reduces all dimensions.
   * @param keepDims If true, the moments have the same dimensionality as the
   *     input.
   * @return An object with two keys: `mean` and `variance`.
   */
  function moments(
    x: Tensor | TensorLike,
    axis?: number | number[],
    keepDims?: boolean,
  ): {
    mean: Tensor;
    variance: Tensor;
  };

  /**
   * Multiplies two `tf.Tensor`s element-wise, A * B. Supports broadcasting.
   *
   * We also expose `tf.mulStrict` which has the same signature as this op and
   * asserts that `a` and `b` are the same shape (does not broadcast).
   *
   * @param a The first tensor to multiply.
   * @param b The second tensor to multiply. Must have the same dtype as `a`.
   */
  function mul<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Computes the next states and outputs of a stack of LSTMCells.
   *
   * Each cell output is used as input to the next cell.
   *
   * Returns `[cellState, cellOutput]`.
   *
   * Derived from tf.contrib.rn.MultiRNNCell.
   *
   * @param lstmCells Array of LSTMCell functions.
   * @param data The input to the cell.
   * @param c Array of previous cell states.
   * @param h Array of previous cell outputs.
   */
  function multiRNNCell(
    lstmCells: LSTMCellFunc[],
    data: Tensor2D | TensorLike,
    c: Array<Tensor2D | TensorLike>,
    h: Array<Tensor2D | TensorLike>,
  ): [Tensor2D[], Tensor2D[]];

  /**
   * Creates a `tf.Tensor` with values drawn from a multinomial distribution.
   *
   * @param logits 1D array with unnormalized log-probabilities, or
   *     2D array of shape `[batchSize, numOutcomes]`. See the `normalized`
   *     parameter.
   * @param numSamples Number of samples to draw for each row slice.
   * @param seed The seed number.
   * @param normalized Whether the provided `logits` are normalized true
   *     probabilities (sum to 1). Defaults to false.
   * @return 1D array of shape `[numSamples]`, or 2D array of shape
   *     `[batchSize, numSamples]`, depending on the rank of the input.
   */
  function multinomial(
    logits: Tensor1D | Tensor2D | TensorLike,
    numSamples: number,
    seed?: number,
    normalized?: boolean,
  ): Tensor1D | Tensor2D;

  /**
   * Computes `-1 * x` element-wise.
   *
   * @param x The input tensor.
   */
  function neg<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Returns the truth value of (a != b) element-wise. Supports broadcasting.
   *
   * @param a The first input tensor.
   * @param b The second input tensor. Must have the same dtype as `a`.
   */
  function notEqual<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Creates a one-hot `tf.Tensor`. The locations represented by `indices` take
   * value `onValue` (defaults to 1), while all other locations take value
   * `offValue` (defaults to 0). If `indices` is rank `R`, the output has rank
   * `R+1` with the last axis of size `depth`.
   * `indices` used to encode prediction class must start from 0. For example,
   *  if you have 3 classes of data, class 1 should be encoded as 0, class 2
   *  should be 1, and class 3 should be 2.
   *
   * @param indices `tf.Tensor` of indices with dtype `int32`. Indices must
   * start from 0.
   * @param depth The depth of the one hot dimension.
   * @param onValue A number used to fill in the output when the index matches
   * the location.
   * @param offValue A number used to fill in the output when the index does
   *     not match the location.
   * @param dtype The dtype of the output tensor, default to 'int32'.
   */
  function oneHot(
    indices: Tensor | TensorLike,
    depth: number,
    onValue?: number,
    offValue?: number,
    dtype?: DataType,
  ): Tensor;

  /**
   * Creates a `tf.Tensor` with all elements set to 1.
   *
   * @param shape An array of integers defining the output tensor shape.
   * @param dtype The type of an element in the resulting tensor. Defaults to
   *     'float'.
   */
  function ones<R extends Rank>(shape: ShapeMap[R], dtype?: DataType): Tensor<R>;

  /**
   * Creates a `tf.Tensor` with all elements set to 1 with the same shape as the
   * given tensor.
   *
   * @param x A tensor.
   */
  function onesLike<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes the outer product of two vectors, `v1` and `v2`.
   *
   * @param v1 The first vector in the outer product operation.
   * @param v2 The second vector in the outer product operation.
   */
  function outerProduct(v1: Tensor1D | TensorLike, v2: Tensor1D | TensorLike): Tensor2D;

  /**
   * Pads a `tf.Tensor` with a given value and paddings.
   *
   * This operation implements `CONSTANT` mode. For `REFLECT` and `SYMMETRIC`,
   * refer to `tf.mirrorPad`.
   *
   * Also available are stricter rank-specific methods with the same signature
   * as this method that assert that `paddings` is of given length.
   *   - `tf.pad1d`
   *   - `tf.pad2d`
   *   - `tf.pad3d`
   *   - `tf.pad4d`
   *
   * @param x The tensor to pad.
   * @param paddings An array of length `R` (the rank of the tensor), where
   * each element is a length-2 tuple of ints `[padBefore, padAfter]`,
   * specifying how much to pad along each dimension of the tensor.
   * @param constantValue The pad value to use. Defaults to 0.
   */
  function pad<T extends Tensor>(
    x: T | TensorLike,
    paddings: Array<[number, number]>,
    constantValue?: number,
  ): T;

  /**
   * Pads a `tf.Tensor1D` with a given value and paddings. See `pad` for details.
   */
  function pad1d(x: Tensor1D | TensorLike, paddings: [number, number], constantValue?: number): Tensor1D;

  /**
   * Pads a `tf.Tensor2D` with a given value and paddings. See `pad` for details.
   */
  function pad2d(
    x: Tensor2D | TensorLike,
    paddings: [[number, number], [number, number]],
    constantValue?: number,
  ): Tensor2D;

  /**
   * Pads a `tf.Tensor3D` with a given value and paddings. See `pad` for details.
   */
  function pad3d(
    x: Tensor3D | TensorLike,
    paddings: [[number, number], [number, number], [number, number]],
    constantValue?: number,
  ): Tensor3D;

  /**
   * Pads a `tf.Tensor4D` with a given value and paddings. See `pad` for details.
   */
  function pad4d(
    x: Tensor4D | TensorLike,
    paddings: [[number, number], [number, number], [number, number], [number, number]],
    constantValue?: number,
  ): Tensor4D;

  /**
   * Performs an N-D pooling operation
   *
   * @param input The input tensor, of rank 4 or rank 3 of shape
   *     `[batch, height, width, inChannels]`. If rank 3, batch of 1 is assumed.
   * @param windowShape The filter size: `[filterHeight, filterWidth]`. If
   *     `filterSize` is a single number, then `filterHeight == filterWidth`.
   * @param poolingType The type of pooling, either 'max' or 'avg'.
   * @param pad The type of padding algorithm:
   *    - `same` and stride 1: output will be of same size as input,
   *       regardless of filter size.
   *    - `valid`: output will be smaller than input if filter is larger
   *       than 1x1.
   *    - For more info, see this guide:
   *     [https://www.tensorflow.org/api_guides/python/nn#Convolution](
   *         https://www.tensorflow.org/api_guides/python/nn#Convolution)
   * @param dilations The dilation rates: `[dilationHeight, dilationWidth]`
   *     in which we sample input values across the height and width dimensions
   *     in dilated pooling. Defaults to `[1, 1]`. If `dilationRate` is a single
   *     number, then `dilationHeight == dilationWidth`. If it is greater than
   *     1, then all values of `strides` must be 1.
   * @param strides The strides of the pooling: `[strideHeight, strideWidth]`. If
   *     `strides` is a single number, then `strideHeight == strideWidth`.
   * @param dimRoundingMode A string from: 'ceil', 'round', 'floor'. If none is
   *     provided, it will default to truncate.
   */
  function pool<T extends Tensor3D | Tensor4D>(
    input: T | TensorLike,
    windowShape: [number, number] | number,
    poolingType: 'avg' | 'max',
    pad: 'valid' | 'same' | number | ExplicitPadding,
    dilations?: [number, number] | number,
    strides?: [number, number] | number,
    dimRoundingMode?: 'floor' | 'round' | 'ceil',
  ): T;

  /**
   * Computes the power of one `tf.Tensor` to another. Supports broadcasting.
   *
   * Given a `tf.Tensor` x and a `tf.Tensor` y, this operation computes x^y for
   * corresponding elements in x and y. The result's dtype will be the upcasted
   * type of the `base` and `exp` dtypes.
   *
   * We also expose `powStrict` which has the same signature as this op and
   * asserts that `base` and `exp` are the same shape (does not broadcast).
   *
   * @param base The base `tf.Tensor` to pow element-wise.
   * @param exp The exponent `tf.Tensor` to pow element-wise.
   */
  function pow<T extends Tensor>(base: Tensor | TensorLike, exp: Tensor | TensorLike): T;

  /**
   * Computes leaky rectified linear element-wise with parametric alphas.
   *
   * `x < 0 ? alpha * x : f(x) = x`
   *
   * @param x The input tensor.
   * @param alpha Scaling factor for negative values.
   */
  function prelu<T extends Tensor>(x: T | TensorLike, alpha: T | TensorLike): T;

  /**
   * Computes the product of elements across dimensions of a `tf.Tensor`.
   *
   * Reduces the input along the dimensions given in `axes`. Unless `keepDims`
   * is true, the rank of the `tf.Tensor` is reduced by 1 for each entry in
   * `axes`. If `keepDims` is true, the reduced dimensions are retained with
   * length 1. If `axes` has no entries, all dimensions are reduced, and a
   * `tf.Tensor` with a single element is returned.
   *
   * @param x The input tensor to compute the product over. If the dtype is `bool`
   *   it will be converted to `int32` and the output dtype will be `int32`.
   * @param axis The dimension(s) to reduce. By default it reduces
   *     all dimensions.
   * @param keepDims If true, retains reduced dimensions with size 1.
   */
  function prod<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;

  function raggedGather(
    paramsNestedSplits: Tensor[],
    paramsDenseValues: Tensor | TensorLike,
    indices: Tensor | TensorLike,
    outputRaggedRank: number,
  ): RaggedGatherMap;

  /**
   * Returns a RaggedTensor result composed from rtDenseValues and rtNestedSplits,
   * such that result[i] = [starts[i], starts[i] + deltas[i], ..., limits[i]]).
   *
   * @param starts: A Tensor. Must be one of the following types:
   *     'float32', 'int32'. The starts of each range.
   * @param limits: A Tensor. Must have the same type as starts. The limits of
   *     each range.
   * @param deltas: A Tensor. Must have the same type as starts. The deltas of
   *     each range.
   * @return A map with the following properties:
   *     - rtNestedSplits: A Tensor of type 'int32'.
   *     - rtDenseValues: A Tensor. Has the same type as starts.
   */
  function raggedRange(
    starts: Tensor | TensorLike,
    limits: Tensor | TensorLike,
    deltas: Tensor | TensorLike,
  ): NamedTensorMap;

  /**
   * Create a dense tensor from a ragged tensor, possibly altering its shape.
   *
   * The raggedTensorToTensor op creates a dense tensor from am array of row
   * partition tensors, a value vector, and default values. If the shape is
   * unspecified, the minimal shape required to contain all the elements in the
   * ragged tensor (the natural shape) will be used. If some dimensions are left
   * unspecified, then the size of the natural shape is used in that dimension.
   *
   * The defaultValue will be broadcast to the output shape. After that, the
   * values from the ragged tensor overwrite the default values. Note that the
   * defaultValue must have less dimensions than the value.
   *
   * The row partition tensors are in the order of the dimensions. At present, the
   * types can be: "ROW_SPLITS": the row_splits tensor from the ragged tensor.
   *   "VALUE_ROWIDS": the value_rowids tensor from the ragged tensor.
   *   "FIRST_DIM_SIZE": if value_rowids is used for the first dimension, then it
   * is preceded by "FIRST_DIM_SIZE".
   * ```
   * @param shape: A Tensor. Must be one of the following types: 'int32'. The
   *     desired shape of the output tensor. If left unspecified (empty), the
   *     minimal shape required to contain all the elements in the ragged tensor
   *     (the natural shape) will be used. If some dimensions are left
   *     unspecified, then the size of the natural shape is used in that
   *     dimension.
   *
   *     Note that dense dimensions cannot be modified by the shape argument.
   *     Trying to change the size of a dense dimension will cause the op to fail.
   *     Examples: natural shape: [4, 5, 6] shape: -1 output shape: [4, 5, 6]
   *
   *     natural shape: [4, 5, 6] shape: [3, -1, 2] output shape: [3, 5, 2]
   *
   *     natural shape: [4, 5, 6] shape: [3, 7, 2] output shape: [3, 7, 2]
   * @param values: A Tensor. A 1D tensor representing the values of the ragged
   *     tensor.
   * @param defaultValue: A Tensor. Must have the same type as values. The
   *     defaultValue when the shape is larger than the ragged tensor. The
   *     defaultValue is broadcast until it is the shape of the output tensor,
   *     and then overwritten by values in the ragged tensor. The default value
   *     must be compatible with this broadcast operation, and must have fewer
   *     dimensions than the value tensor.
   * @param rowPartitionTensors: A list of at least 1 Tensor objects with the same
   *     type in: 'int32'.
   * @param rowPartitionTypes: A list of strings. The types of the row partition
   *     tensors. At present, these can be:
   *     "ROW_SPLITS": the row_splits tensor from the ragged tensor.
   *     "VALUE_ROWIDS": the value_rowids tensor from the ragged tensor.
   *     "FIRST_DIM_SIZE": if value_rowids is used for the first dimension, then
   *         it is preceded by "FIRST_DIM_SIZE". The tensors are in the order of
   *         the dimensions.
   * @return A Tensor. Has the same type as values.
   */
  function raggedTensorToTensor(
    shape: Tensor | TensorLike,
    values: Tensor | TensorLike,
    defaultValue: Tensor | TensorLike,
    rowPartitionTensors: Tensor[],
    rowPartitionTypes: string[],
  ): Tensor;

  /**
   * Creates a `tf.Tensor` with values sampled from a random number generator
   * function rand by the user.
   *
   * @param shape An array of integers defining the output tensor shape.
   * @param randFunction A random number generator function which is called
   * for each element in the output tensor.
   * @param dtype The data type of the output tensor. Defaults to 'float32'.
   */
  function rand_<R extends Rank>(shape: ShapeMap[R], randFunction: () => number, dtype?: DataType): Tensor<R>;

  /**
   * Creates a `tf.Tensor` with values sampled from a gamma distribution.
   *
   * @param shape An array of integers defining the output tensor shape.
   * @param alpha The shape parameter of the gamma distribution.
   * @param beta The inverse scale parameter of the gamma distribution. Defaults
   *     to 1.
   * @param dtype The data type of the output. Defaults to float32.
   * @param seed The seed for the random number generator.
   */
  function randomGamma<R extends Rank>(
    shape: ShapeMap[R],
    alpha: number,
    beta?: number,
    dtype?: 'float32' | 'int32',
    seed?: number,
  ): Tensor<R>;

  /**
   * Creates a `tf.Tensor` with values sampled from a normal distribution.
   *
   * @param shape An array of integers defining the output tensor shape.
   * @param mean The mean of the normal distribution.
   * @param stdDev The standard deviation of the normal distribution.
   * @param dtype The data type of the output.
   * @param seed The seed for the random number generator.
   */
  function randomNormal<R extends Rank>(
    shape: ShapeMap[R],
    mean?: number,
    stdDev?: number,
    dtype?: 'float32' | 'int32',
    seed?: number,
  ): Tensor<R>;

  /**
   * Creates a `tf.Tensor` with values sampled from a normal distribution.
   *
   * The generated values will have mean 0 and standard deviation 1.
   *
   * @param shape An array of integers defining the output tensor shape.
   * @param dtype The data type of the output.
   * @param seed The seed for the random number generator.
   */
  function randomStandardNormal<R extends Rank>(
    shape: ShapeMap[R],
    dtype?: 'float32' | 'int32',
    seed?: number,
  ): Tensor<R>;

  /**
   * Creates a `tf.Tensor` with values sampled from a uniform distribution.
   *
   * The generated values follow a uniform distribution in the range [minval,
   * maxval). The lower bound minval is included in the range, while the upper
   * bound maxval is excluded.
   *
   * @param shape An array of integers defining the output tensor shape.
   * @param minval The lower bound on the range of random values to generate.
   *   Defaults to 0.
   * @param maxval The upper bound on the range of random values to generate.
   *   Defaults to 1.
   * @param dtype The data type of the output tensor. Defaults to 'float32'.
   * @param seed An optional int. Defaults to 0. If seed is set to be non-zero,
   *   the random number generator is seeded by the given seed. Otherwise, it is
   *   seeded by a random seed.
   */
  function randomUniform<R extends Rank>(
    shape: ShapeMap[R],
    minval?: number,
    maxval?: number,
    dtype?: DataType,
    seed?: number | string,
  ): Tensor<R>;

  /**
   * Creates a `tf.Tensor` with integers sampled from a uniform distribution.
   *
   * The generated values are uniform integers in the range [minval, maxval). The
   * lower bound minval is included in the range, while the upper bound maxval is
   * excluded.
   *
   * @param shape An array of integers defining the output tensor shape.
   * @param minval Inclusive lower bound on the generated integers.
   * @param maxval Exclusive upper bound on the generated integers.
   * @param seed An optional int. Defaults to 0. If seed is set to be non-zero,
   *   the random number generator is seeded by the given seed. Otherwise, it is
   *   seeded by a random seed.
   */
  function randomUniformInt<R extends Rank>(
    shape: ShapeMap[R],
    minval: number,
    maxval: number,
    seed?: number | string,
  ): Tensor<R>;

  /**
   * Creates a new `tf.Tensor1D` filled with the numbers in the range provided.
   *
   * The tensor is a half-open interval meaning it includes start, but
   * excludes stop. Decrementing ranges and negative step values are also
   * supported.
   *
   * @param start An integer start value
   * @param stop An integer stop value
   * @param step An integer increment (will default to 1 or -1)
   * @param dtype The data type of the output tensor. Defaults to 'float32'.
   */
  function range(start: number, stop: number, step?: number, dtype?: 'float32' | 'int32'): Tensor1D;

  /**
   * Returns the real part of a complex (or real) tensor.
   *
   * Given a tensor input, this operation returns a tensor of type float that is
   * the real part of each element in input considered as a complex number.
   *
   * If the input is real, it simply makes a clone.
   */
  function real<T extends Tensor>(input: T | TensorLike): T;

  /**
   * Computes reciprocal of x element-wise: `1 / x`
   *
   * @param x The input tensor.
   */
  function reciprocal<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes rectified linear element-wise: `max(x, 0)`.
   *
   * @param x The input tensor. If the dtype is `bool`, the output dtype will be
   *     `int32`.
   */
  function relu<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes rectified linear 6 element-wise: `min(max(x, 0), 6)`.
   *
   * @param x The input tensor. If the dtype is `bool`, the output dtype will be
   *     `int32`.
   */
  function relu6<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Reshapes a `tf.Tensor` to a given shape.
   *
   * Given an input tensor, returns a new tensor with the same values as the
   * input tensor with shape `shape`.
   *
   * If one component of shape is the special value -1, the size of that
   * dimension is computed so that the total size remains constant. In
   * particular, a shape of [-1] flattens into 1-D. At most one component of
   * shape can be -1.
   *
   * If shape is 1-D or higher, then the operation returns a tensor with shape
   * shape filled with the values of tensor. In this case, the number of
   * elements implied by shape must be the same as the number of elements in
   * tensor.
   *
   * @param x The input tensor to be reshaped.
   * @param shape An array of integers defining the output tensor shape.
   */
  function reshape<R extends Rank>(x: Tensor | TensorLike, shape: ShapeMap[R]): Tensor<R>;

  /**
   * Reverses a `tf.Tensor` along a specified axis.
   *
   * Also available are stricter rank-specific methods that assert that `x` is
   * of the given rank:
   *   - `tf.reverse1d`
   *   - `tf.reverse2d`
   *   - `tf.reverse3d`
   *   - `tf.reverse4d`
   *
   * Except `tf.reverse1d` (which does not have axis param), all methods have
   * same signature as this method.
   *
   * @param x The input tensor to be reversed.
   * @param axis The set of dimensions to reverse. Must be in the
   *     range [-rank(x), rank(x)). Defaults to all axes.
   */
  function reverse<T extends Tensor>(x: T | TensorLike, axis?: number | number[]): T;

  /**
   * Reverses a `tf.Tensor1D`.
   *
   * @param x The input tensor.
   */
  function reverse1d(x: Tensor1D | TensorLike): Tensor1D;

  /**
   * Reverses a `tf.Tensor2D` along a specified axis.
   *
   * @param x The input tensor.
   * @param axis The set of dimensions to reverse. Must be in the
   *     range [-rank(x), rank(x)). Defaults to all axes.
   */
  function reverse2d(x: Tensor2D | TensorLike, axis?: number | number[]): Tensor2D;

  /**
   * Reverses a `tf.Tensor3D` along a specified axis.
   *
   * @param x The input tensor.
   * @param axis The set of dimensions to reverse. Must be in the
   *     range [-rank(x), rank(x)). Defaults to all axes.
   */
  function reverse3d(x: Tensor3D | TensorLike, axis?: number | number[]): Tensor3D;

  /**
   * Reverses a `tf.Tensor4D` along a specified axis.
   *
   * @param x The input tensor.
   * @param axis The set of dimensions to reverse. Must be in the
   *     range [-rank(x), rank(x)). Defaults to all axes.
   */
  function reverse4d(x: Tensor4D | TensorLike, axis?: number | number[]): Tensor4D;

  /**
   * Computes round of input `tf.Tensor` element-wise: `round(x)`.
   * It implements banker's rounding.
   *
   * @param x The input tensor.
   */
  function round<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes reciprocal of square root of the input `tf.Tensor` element-wise:
   * `y = 1 / sqrt(x)`
   *
   * @param x The input tensor.
   */
  function rsqrt<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Creates rank-0 `tf.Tensor` (scalar) with the provided value and dtype.
   *
   * The same functionality can be achieved with `tf.tensor`, but in general
   * we recommend using `tf.scalar` as it makes the code more readable.
   *
   * @param value The value of the scalar.
   * @param dtype The data type.
   */
  function scalar(value: number | boolean | string | Uint8Array, dtype?: DataType): Scalar;

  /**
   * Computes scaled exponential linear element-wise.
   *
   * `x < 0 ? scale * alpha * (exp(x) - 1) : scale * x`
   *
   * @param x The input tensor.
   */
  function selu<T extends Tensor>(x: T | TensorLike): T;

  /**
   * 2-D convolution with separable filters.
   *
   * Performs a depthwise convolution that acts separately on channels followed
   * by a pointwise convolution that mixes channels. Note that this is
   * separability between dimensions [1, 2] and 3, not spatial separability
   * between dimensions 1 and 2.
   *
   * See
   * [https://www.tensorflow.org/api_docs/python/tf/nn/separable_conv2d](
   *     https://www.tensorflow.org/api_docs/python/tf/nn/separable_conv2d)
   * for more details.
   *
   * @param x The input tensor, of rank 4 or rank 3, of shape
   *     `[batch, height, width, inChannels]`. If rank 3, batch of 1 is
   * assumed.
   * @param depthwiseFilter The depthwise filter tensor, rank 4, of shape
   *     `[filterHeight, filterWidth, inChannels, channelMultiplier]`. This is
   *     the filter used in the first step.
   * @param pointwiseFilter The pointwise filter tensor, rank 4, of shape
   *     `[1, 1, inChannels * channelMultiplier, outChannels]`. This is
   *     the filter used in the second step.
   * @param strides The strides of the convolution: `[strideHeight,
   * strideWidth]`. If strides is a single number, then `strideHeight ==
   * strideWidth`.
   * @param pad The type of padding algorithm.
   *   - `same` and stride 1: output will be of same size as input,
   *       regardless of filter size.
   *   - `valid`: output will be smaller than input if filter is larger
   *       than 1x1.
   *   - For more info, see this guide:
   *     [https://www.tensorflow.org/api_docs/python/tf/nn/convolution](
   *          https://www.tensorflow.org/api_docs/python/tf/nn/convolution)
   * @param dilations The dilation rates: `[dilationHeight, dilationWidth]`
   *     in which we sample input values across the height and width dimensions
   *     in atrous convolution. Defaults to `[1, 1]`. If `rate` is a single
   *     number, then `dilationHeight == dilationWidth`. If it is greater than
   *     1, then all values of `strides` must be 1.
   * @param dataFormat: An optional string from: "NHWC", "NCHW". Defaults to
   *     "NHWC". Specify the data format of the input and output data. With the
   *     default format "NHWC", the data is stored in the order of: [batch,
   *     height, width, channels]. Only "NHWC" is currently supported.
   */
  function separableConv2d<T extends Tensor3D | Tensor4D>(
    x: T | TensorLike,
    depthwiseFilter: Tensor4D | TensorLike,
    pointwiseFilter: Tensor4D | TensorLike,
    strides: [number, number] | number,
    pad: 'valid' | 'same',
    dilation?: [number, number] | number,
    dataFormat?: 'NHWC' | 'NCHW',
  ): T;

  /**
   * Computes sigmoid element-wise, `1 / (1 + exp(-x))`
   *
   * @param x The input tensor.
   */
  function sigmoid<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Returns an element-wise indication of the sign of a number.
   *
   * @param x The input Tensor.
   */
  function sign<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes sin of the input Tensor element-wise: `sin(x)`
   *
   * @param x The input tensor.
   */
  function sin<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes hyperbolic sin of the input `tf.Tensor` element-wise: `sinh(x)`
   *
   * @param x The input tensor.
   */
  function sinh<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Extracts a slice from a `tf.Tensor` starting at coordinates `begin`
   * and is of size `size`.
   *
   * Also available are stricter rank-specific methods with the same signature
   * as this method that assert that `x` is of the given rank:
   *   - `tf.slice1d`
   *   - `tf.slice2d`
   *   - `tf.slice3d`
   *   - `tf.slice4d`
   *
   * @param x The input `tf.Tensor` to slice from.
   * @param begin The coordinates to start the slice from. The length can be
   *     less than the rank of x - the rest of the axes will have implicit 0 as
   *     start. Can also be a single number, in which case it specifies the
   *     first axis.
   * @param size The size of the slice. The length can be less than the rank of
   *     x - the rest of the axes will have implicit -1. A value of -1 requests
   *     the rest of the dimensions in the axis. Can also be a single number,
   *     in which case it specifies the size of the first axis.
   */
  function slice<R extends Rank, T extends Tensor<R>>(
    x: T | TensorLike,
    begin: number | number[],
    size?: number | number[],
  ): T;

  /**
   * Extracts a 1D slice from 1D array starting at coordinates `begin` and is
   * of length `size`. See `slice` for details.
   */
  function slice1d(x: Tensor1D | TensorLike, begin: number, size: number): Tensor1D;

  /**
   * Extracts a 2D slice from a 2D array starting at coordinates `begin` and
   * is of size `size`. See `slice` for details.
   */
  function slice2d(x: Tensor2D | TensorLike, begin: [number, number], size: [number, number]): Tensor2D;

  /**
   * Extracts a 3D slice from a 3D array starting at coordinates `begin` and
   * is of size `size`. See `slice` for details.
   */
  function slice3d(
    x: Tensor3D | TensorLike,
    begin: [number, number, number],
    size: [number, number, number],
  ): Tensor3D;

  /**
   * Extracts a 4D slice from a 4D array starting at coordinates `begin` and
   * is of size `size`. See `slice` for details.
   */
  function slice4d(
    x: Tensor4D | TensorLike,
    begin: [number, number, number, number],
    size: [number, number, number, number],
  ): Tensor4D;

  /**
   * Computes the softmax normalized vector given the logits.
   *
   * @param logits The logits array.
   * @param dim The dimension softmax would be performed on. Defaults to `-1`
   *     which indicates the last dimension.
   */
  function softmax<T extends Tensor>(logits: T | TensorLike, dim?: number): T;

  /**
   * Computes softplus of the input `tf.Tensor` element-wise: `log(exp(x) + 1)`
   *
   * @param x The input tensor.
   */
  function softplus<T extends Tensor>(x: T | TensorLike): T;

  /**
   * This operation divides "spatial" dimensions `[1, ..., M]` of the input into
   * a grid of blocks of shape `blockShape`, and interleaves these blocks with
   * the "batch" dimension (0) such that in the output, the spatial
   * dimensions `[1, ..., M]` correspond to the position within the grid,
   * and the batch dimension combines both the position within a spatial block
   * and the original batch position. Prior to division into blocks,
   * the spatial dimensions of the input are optionally zero padded
   * according to `paddings`. See below for a precise description.
   *
   * @param x A `tf.Tensor`. N-D with `x.shape` = `[batch] + spatialShape +
   * remainingShape`, where spatialShape has `M` dimensions.
   * @param blockShape A 1-D array. Must have shape `[M]`, all values must
   * be >= 1.
   * @param paddings A 2-D array. Must have shape `[M, 2]`, all values must be >=
   *     0. `paddings[i] = [padStart, padEnd]` specifies the amount to zero-pad
   * from input dimension `i + 1`, which corresponds to spatial dimension `i`. It
   * is required that
   * `(inputShape[i + 1] + padStart + padEnd) % blockShape[i] === 0`
   *
   * This operation is equivalent to the following steps:
   *
   * 1. Zero-pad the start and end of dimensions `[1, ..., M]` of the input
   * according to `paddings` to produce `padded` of shape paddedShape.
   *
   * 2. Reshape `padded` to `reshapedPadded` of shape:
   * `[batch] + [paddedShape[1] / blockShape[0], blockShape[0], ...,
   * paddedShape[M] / blockShape[M-1], blockShape[M-1]] + remainingShape`
   *
   * 3. Permute dimensions of `reshapedPadded` to produce `permutedReshapedPadded`
   * of shape: `blockShape + [batch] + [paddedShape[1] / blockShape[0], ...,
   * paddedShape[M] / blockShape[M-1]] + remainingShape`
   *
   * 4. Reshape `permutedReshapedPadded` to flatten `blockShape` into the
   * batch dimension, producing an output tensor of shape:
   * `[batch * prod(blockShape)] + [paddedShape[1] / blockShape[0], ...,
   * paddedShape[M] / blockShape[M-1]] + remainingShape`
   */
  function spaceToBatchND<T extends Tensor>(x: T | TensorLike, blockShape: number[], paddings: number[][]): T;

  /**
   * Fast Fourier transform.
   *
   * Computes the 1-dimensional discrete Fourier transform over the inner-most
   * dimension of input.
   *
   * @param input The complex input to compute an fft over.
   */
  function fft(input: Tensor): Tensor;

  /**
   * Inverse fast Fourier transform.
   *
   * Computes the inverse 1-dimensional discrete Fourier transform over the
   * inner-most dimension of input.
   *
   * @param input The complex input to compute an ifft over.
   */
  function ifft(input: Tensor): Tensor;

  /**
   * Inversed real value input fast Fourier transform.
   *
   * Computes the 1-dimensional inversed discrete Fourier transform over the
   * inner-most dimension of the real input.
   *
   * @param input The real value input to compute an irfft over.
   */
  function irfft(input: Tensor): Tensor;

  /**
   * Real value input fast Fourier transform.
   *
   * Computes the 1-dimensional discrete Fourier transform over the
   * inner-most dimension of the real input.
   *
   * @param input The real value input to compute an rfft over.
   */
  function rfft(input: Tensor, fftLength?: number): Tensor;

  /**
   * Splits a `tf.Tensor` into sub tensors.
   *
   * If `numOrSizeSplits` is a number, splits `x` along dimension `axis`
   * into `numOrSizeSplits` smaller tensors.
   * Requires that `numOrSizeSplits` evenly divides `x.shape[axis]`.
   *
   * If `numOrSizeSplits` is a number array, splits `x` into
   * `numOrSizeSplits.length` pieces. The shape of the `i`-th piece has the
   * same size as `x` except along dimension `axis` where the size is
   * `numOrSizeSplits[i]`.
   *
   * @param x The input tensor to split.
   * @param numOrSizeSplits Either an integer indicating the number of
   * splits along the axis or an array of integers containing the sizes of
   * each output tensor along the axis. If a number then it must evenly divide
   * `x.shape[axis]`; otherwise the sum of sizes must match `x.shape[axis]`.
   * Can contain one -1 indicating that dimension is to be inferred.
   * @param axis The dimension along which to split. Defaults to 0 (the first
   * dim).
   */
  function split<T extends Tensor>(
    x: Tensor | TensorLike,
    numOrSizeSplits: number[] | number,
    axis?: number,
  ): T[];

  /**
   * Computes square root of the input `tf.Tensor` element-wise: `y = sqrt(x)`
   *
   * @param x The input tensor.
   */
  function sqrt<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes square of `x` element-wise: `x ^ 2`
   *
   * @param x The input Tensor.
   */
  function square<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Returns (a - b) * (a - b) element-wise.
   * Supports broadcasting.
   *
   * @param a The first tensor.
   * @param b The second tensor. Must have the same type as `a`.
   */
  function squaredDifference<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Removes dimensions of size 1 from the shape of a `tf.Tensor`.
   *
   * @param x The input tensor to be squeezed.
   * @param axis An optional list of numbers. If specified, only
   *     squeezes the dimensions listed. The dimension index starts at 0. It
   * is an error to squeeze a dimension that is not 1.
   */
  function squeeze<T extends Tensor>(x: Tensor | TensorLike, axis?: number[]): T;

  /**
   * Stacks a list of rank-`R` `tf.Tensor`s into one rank-`(R+1)` `tf.Tensor`.
   *
   * @param tensors A list of tensor objects with the same shape and dtype.
   * @param axis The axis to stack along. Defaults to 0 (the first dim).
   */
  function stack<T extends Tensor>(tensors: Array<T | TensorLike>, axis?: number): Tensor;

  /**
   * Computes step of the input `tf.Tensor` element-wise: `x > 0 ? 1 : alpha`
   *
   * @param x The input tensor.
   * @param alpha The gradient when input is negative. Defaults to 0.
   */
  function step<T extends Tensor>(x: T | TensorLike, alpha?: number): T;

  /**
   * Extracts a strided slice of a tensor.
   *
   * Roughly speaking, this op extracts a slice of size (end-begin)/stride from
   * the given input tensor (x). Starting at the location specified by begin the
   * slice continues by adding stride to the index until all dimensions are not
   * less than end. Note that a stride can be negative, which causes a reverse
   * slice.
   *
   * @param x The tensor to stride slice.
   * @param begin The coordinates to start the slice from.
   * @param end: The coordinates to end the slice at.
   * @param strides: The size of the slice.
   * @param beginMask: If the ith bit of beginMask is set, begin[i] is ignored
   *      and the fullest possible range in that dimension is used instead.
   * @param endMask: If the ith bit of endMask is set, end[i] is ignored
   *      and the fullest possible range in that dimension is used instead.
   * @param shrinkAxisMask: a bitmask where bit i implies that
   * the ith specification should shrink the dimensionality. begin and end must
   * imply a slice of size 1 in the dimension.
   */
  function stridedSlice(
    x: Tensor | TensorLike,
    begin: number[],
    end: number[],
    strides?: number[],
    beginMask?: number,
    endMask?: number,
    ellipsisMask?: number,
    newAxisMask?: number,
    shrinkAxisMask?: number,
  ): Tensor;

  /**
   * Subtracts two `tf.Tensor`s element-wise, A - B. Supports broadcasting.
   *
   * @param a The first `tf.Tensor` to subtract from.
   * @param b The second `tf.Tensor` to be subtracted. Must have the same dtype as
   * `a`.
   */
  function sub<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;

  /**
   * Computes the sum of elements across dimensions of a `tf.Tensor`.
   *
   * Reduces the input along the dimensions given in `axes`. Unless `keepDims`
   * is true, the rank of the `tf.Tensor` is reduced by 1 for each entry in
   * `axes`. If `keepDims` is true, the reduced dimensions are retained with
   * length 1. If axes has no entries, all dimensions are reduced, and a
   * `tf.Tensor` with a single element is returned.
   *
   * @param x The input tensor to compute the sum over. If the dtype is `bool`
   *   it will be converted to `int32` and the output dtype will be `int32`.
   * @param axis The dimension(s) to reduce. By default it reduces
   *     all dimensions.
   * @param keepDims If true, retains reduced dimensions with size 1.
   */
  function sum<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;

  /**
   * Computes tan of the input `tf.Tensor` element-wise, `tan(x)`
   *
   * @param x The input tensor.
   */
  function tan<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Computes hyperbolic tangent of the input `tf.Tensor` element-wise: `tanh(x)`
   *
   * @param x The input tensor.
   */
  function tanh<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Creates a `tf.Tensor` with the provided values, shape and dtype.
   *
   * @param values The values of the tensor. Can be nested array of numbers,
   * or a flat array, or a `TypedArray`(At the moment it supports Uint8Array,
   * Uint8ClampedArray, Int32Array, Float32Array) data types, or a `WebGLData`
   * object, or a `WebGPUData` object. If the values are strings, they will be
   * encoded as utf-8 and kept as `Uint8Array[]`. If the values is a `WebGLData`
   * object, the dtype could only be 'float32' or 'int32' and the object has to
   * have: 1. texture, a `WebGLTexture`, the texture must share the same
   * `WebGLRenderingContext` with TFJS's WebGL backend (you could create a custom
   * WebGL backend from your texture's canvas) and the internal texture format
   * for the input texture must be floating point or normalized integer; 2.
   * height, the height of the texture; 3. width, the width of the texture; 4.
   * channels, a non-empty subset of 'RGBA', indicating the values of which
   * channels will be passed to the tensor, such as 'R' or 'BR' (The order of the
   * channels affect the order of tensor values. ). (If the values passed from
   * texture is less than the tensor size, zeros will be padded at the rear.). If
   * the values is a `WebGPUData` object, the dtype could only be 'float32' or
   * 'int32 and the object has to have: buffer, a `GPUBuffer`. The buffer must:
   * 1. share the same `GPUDevice` with TFJS's WebGPU backend; 2. buffer.usage
   * should at least support GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC; 3.
   * buffer.size should not be smaller than the byte size of tensor shape.
   * WebGPUData optionally supports zero copy by flag zeroCopy. When zeroCopy is
   * false or undefined(default),this passing GPUBuffer can be destroyed after
   * tensor is created. When zeroCopy is true, this GPUBuffer is bound directly
   * by the tensor, so do not destroy this GPUBuffer until all access is done.
   * @param shape The shape of the tensor. Optional. If not provided,
   *   it is inferred from `values`.
   * @param dtype The data type.
   */
  function tensor<R extends Rank>(values: TensorLike, shape?: ShapeMap[R], dtype?: DataType): Tensor<R>;

  /**
   * Creates rank-1 `tf.Tensor` with the provided values, shape and dtype.
   *
   * The same functionality can be achieved with `tf.tensor`, but in general
   * we recommend using `tf.tensor1d` as it makes the code more readable.
   *
   * @param values The values of the tensor. Can be array of numbers,
   *     or a `TypedArray`.
   * @param dtype The data type.
   */
  function tensor1d(values: TensorLike1D, dtype?: DataType): Tensor1D;

  /**
   * Creates rank-2 `tf.Tensor` with the provided values, shape and dtype.
   *
   * The same functionality can be achieved with `tf.tensor`, but in general
   * we recommend using `tf.tensor2d` as it makes the code more readable.
   *
   * @param values The values of the tensor. Can be nested array of numbers,
   *     or a flat array, or a `TypedArray`.
   * @param shape The shape of the tensor. If not provided, it is inferred from
   *     `values`.
   * @param dtype The data type.
   */
  function tensor2d(values: TensorLike2D, shape?: [number, number], dtype?: DataType): Tensor2D;

  /**
   * Creates rank-3 `tf.Tensor` with the provided values, shape and dtype.
   *
   * The same functionality can be achieved with `tf.tensor`, but in general
   * we recommend using `tf.tensor3d` as it makes the code more readable.
   *
   * @param values The values of the tensor. Can be nested array of numbers,
   *     or a flat array, or a `TypedArray`.
   * @param shape The shape of the tensor. If not provided,  it is inferred from
   *     `values`.
   * @param dtype The data type.
   */
  function tensor3d(values: TensorLike3D, shape?: [number, number, number], dtype?: DataType): Tensor3D;

  /**
   * Creates rank-4 `tf.Tensor` with the provided values, shape and dtype.
   *
   * The same functionality can be achieved with `tf.tensor`, but in general
   * we recommend using `tf.tensor4d` as it makes the code more readable.
   *
   * @param values The values of the tensor. Can be nested array of numbers,
   *     or a flat array, or a `TypedArray`.
   * @param shape The shape of the tensor. Optional. If not provided,
   *   it is inferred from `values`.
   * @param dtype The data type.
   */
  function tensor4d(
    values: TensorLike4D,
    shape?: [number, number, number, number],
    dtype?: DataType,
  ): Tensor4D;

  /**
   * Creates rank-5 `tf.Tensor` with the provided values, shape and dtype.
   *
   * The same functionality can be achieved with `tf.tensor`, but in general
   * we recommend using `tf.tensor5d` as it makes the code more readable.
   *
   * @param values The values of the tensor. Can be nested array of numbers,
   *     or a flat array, or a `TypedArray`.
   * @param shape The shape of the tensor. Optional. If not provided,
   *   it is inferred from `values`.
   * @param dtype The data type.
   */
  function tensor5d(
    values: TensorLike5D,
    shape?: [number, number, number, number, number],
    dtype?: DataType,
  ): Tensor5D;

  /**
   * Creates rank-6 `tf.Tensor` with the provided values, shape and dtype.
   *
   * The same functionality can be achieved with `tf.tensor`, but in general
   * we recommend using `tf.tensor6d` as it makes the code more readable.
   *
   * @param values The values of the tensor. Can be nested array of numbers,
   *     or a flat array, or a `TypedArray`.
   * @param shape The shape of the tensor. Optional. If not provided,
   *   it is inferred from `values`.
   * @param dtype The data type.
   */
  function tensor6d(
    values: TensorLike6D,
    shape?: [number, number, number, number, number, number],
    dtype?: DataType,
  ): Tensor6D;

  /**
   * Creates a new tensor by applying sparse updates to individual
   * values or slices to the passed in tensor according to
   * indices. This operator is the similar to scatterNd op, except that the
   * udpates are scattered on an existing tensor (as opposed to a zero-tensor).
   *
   * If indices contains duplicates, then we pick the last update for the index.
   *
   * If an out of bound index is found on CPU, an error is returned.
   *
   * Warning: There are some GPU specific semantics for this operation.
   *  - If an out of bound index is found, the index is ignored.
   *  - The order in which updates are applied is nondeterministic, so the output
   * will be nondeterministic if indices contains duplicates.
   *
   * @param tensor A Tensor. Tensor to copy/update.
   * @param indices The tensor contains the indices into the output tensor, must
   *     have at least 2 axes: (num_updates, index_depth).
   * @param updates The tensor contains the value for the indices.
   */
  function tensorScatterUpdate<R extends Rank>(
    tensor: Tensor<R> | TensorLike,
    indices: Tensor | TensorLike,
    updates: Tensor | TensorLike,
  ): Tensor<R>;

  /**
   * Construct a tensor by repeating it the number of times given by reps.
   *
   * This operation creates a new tensor by replicating `input` `reps`
   * times. The output tensor's `i`th dimension has `input.shape[i] *
   * reps[i]` elements, and the values of `input` are replicated
   * `reps[i]` times along the `i`th dimension. For example, tiling
   * `[a, b, c, d]` by `[2]` produces `[a, b, c, d, a, b, c, d]`.
   *
   * @param x The tensor to tile.
   * @param reps Determines the number of replications per dimension.
   */
  function tile<T extends Tensor>(x: T | TensorLike, reps: number[]): T;

  /**
   * Finds the values and indices of the `k` largest entries along the last
   * dimension.
   *
   * If the input is a vector (rank=1), finds the k largest entries in the vector
   * and outputs their values and indices as vectors. Thus values[j] is the j-th
   * largest entry in input, and its index is indices[j].
   * For higher rank inputs, computes the top k entries along the last dimension.
   *
   * If two elements are equal, the lower-index element appears first.
   *
   * @param x 1-D or higher `tf.Tensor` with last dimension being at least `k`.
   * @param k Number of top elements to look for along the last dimension.
   * @param sorted If true, the resulting `k` elements will be sorted by the
   *     values in descending order.
   */
  function topk<T extends Tensor>(
    x: T | TensorLike,
    k?: number,
    sorted?: boolean,
  ): {
    values: T;
    indices: T;
  };

  /**
   * Creates a `tf.Tensor` with values sampled from a truncated normal
   * distribution.
   *
   * The generated values follow a normal distribution with specified mean and
   * standard deviation, except that values whose magnitude is more than 2
   * standard deviations from the mean are dropped and re-picked.
   *
   * @param shape An array of integers defining the output tensor shape.
   * @param mean The mean of the normal distribution.
   * @param stdDev The standard deviation of the normal distribution.
   * @param dtype The data type of the output tensor.
   * @param seed The seed for the random number generator.
   */
  function truncatedNormal<R extends Rank>(
    shape: ShapeMap[R],
    mean?: number,
    stdDev?: number,
    dtype?: 'float32' | 'int32',
    seed?: number,
  ): Tensor<R>;

  /**
   * Finds unique elements along an axis of a tensor.
   *
   * It returns a tensor `values` containing all of the unique elements along the
   * `axis` of the given tensor `x` in the same order that they occur along the
   * `axis` in `x`; `x` does not need to be sorted. It also returns a tensor
   * `indices` the same size as the number of the elements in `x` along the `axis`
   * dimension. It contains the index in the unique output `values`.
   *
   * @param x A tensor (int32, string, bool).
   * @param axis The axis of the tensor to find the unique elements.
   * @returns [uniqueElements, indices] (see above for details)
   */
  function unique<T extends Tensor>(
    x: T | TensorLike,
    axis?: number,
  ): {
    values: T;
    indices: Tensor1D;
  };

  /**
   * Computes the sum along segments of a `tf.Tensor`.
   *
   * @param x The `tf.Tensor` that will be summed along its segments.
   * @param segmentIds A `tf.Tensor1D` whose rank is equal to the rank of `x`'s
   * dimension along the `axis`.  Maps each element of `x` to a segment.
   * @param numSegments The number of distinct `segmentIds`.
   */
  function unsortedSegmentSum<T extends Tensor>(
    x: T | TensorLike,
    segmentIds: Tensor1D | TensorLike,
    numSegments: number,
  ): T;

  /**
   * Unstacks a `tf.Tensor` of rank-`R` into a list of rank-`(R-1)` `tf.Tensor`s.
   *
   * @param x A tensor object.
   * @param axis The axis to unstack along. Defaults to 0 (the first dim).
   */
  function unstack(x: Tensor | TensorLike, axis?: number): Tensor[];

  /**
   * Searches for where a value would go in a sorted sequence.
   *
   * This is not a method for checking containment (like javascript in).
   *
   * The typical use case for this operation is "binning", "bucketing", or
   * "discretizing". The values are assigned to bucket-indices based on the edges
   * listed in 'sortedSequence'. This operation returns the bucket-index for each
   * value.
   *
   * The index returned corresponds to the first edge greater than the value.
   *
   * The axis is not settable for this operation. It always operates on the
   * innermost dimension (axis=-1). The operation will accept any number of outer
   * dimensions.
   *
   * Note: This operation assumes that 'upperBound' is sorted along the
   * innermost axis, maybe using 'sort(..., axis=-1)'. If the sequence is not
   * sorted no error is raised and the content of the returned tensor is not well
   * defined.
   *
   * @param sortedSequence: N-D. Sorted sequence.
   * @param values: N-D. Search values.
   * @return An N-D int32 tensor the size of values containing the result of
   *     applying upper bound to each value. The result is not a global index to
   *     the entire Tensor, but the index in the last dimension.
   */
  function upperBound(sortedSequence: Tensor | TensorLike, values: Tensor | TensorLike): Tensor;

  /**
   * Returns the elements, either `a` or `b` depending on the `condition`.
   *
   * If the condition is true, select from `a`, otherwise select from `b`.
   *
   * @param condition The input condition. Must be of dtype bool.
   * @param a If `condition` is rank 1, `a` may have a higher rank but
   *     its first dimension must match the size of `condition`.
   * @param b A tensor with the same dtype as `a` and with shape that is
   *     compatible with `a`.
   * @return A tensor with same dtype as `a` and `b`, and shape that is
   *     broadcastable from `a` and `b`.
   */
  function where<T extends Tensor>(condition: Tensor | TensorLike, a: T | TensorLike, b: T | TensorLike): T;

  /**
   * Creates a `tf.Tensor` with all elements set to 0.
   *
   * @param shape An array of integers defining the output tensor shape.
   * @param dtype The type of an element in the resulting tensor. Can
   *     be 'float32', 'int32' or 'bool'. Defaults to 'float'.
   */
  function zeros<R extends Rank>(shape: ShapeMap[R], dtype?: DataType): Tensor<R>;

  /**
   * Creates a `tf.Tensor` with all elements set to 0 with the same shape as the
   * given tensor.
   *
   * @param x The tensor of required shape.
   */
  function zerosLike<T extends Tensor>(x: T | TensorLike): T;

  /**
   * Transposes the `tf.Tensor`. Permutes the dimensions according to `perm`.
   *
   * The returned `tf.Tensor`'s dimension `i` will correspond to the input
   * dimension `perm[i]`. If `perm` is not given, it is set to `[n-1...0]`,
   * where `n` is the rank of the input `tf.Tensor`. Hence by default, this
   * operation performs a regular matrix transpose on 2-D input `tf.Tensor`s.
   *
   * @param x The tensor to transpose.
   * @param perm The permutation of the dimensions of a.
   * @param conjugate Will conjugate complex input if true.
   */
  function transpose<T extends Tensor>(x: T | TensorLike, perm?: number[], conjugate?: boolean): T;

  /**
   * Computes the norm of scalar, vectors, and matrices.
   * This function norm compute several different vector norms (the 1-norm, the
   * Euclidean or 2-norm, the inf-norm, and in general the p-norm for p > 0)
   * and matrix norms (Frobenius, 1-norm, and inf-norm).
   *
   * @param x The input array.
   * @param ord Optional. Order of the norm. Supported norm types are
   * following:
   *
   *  | ord        | norm for matrices         | norm for vectors
   *  |------------|---------------------------|---------------------
   *  |'euclidean' |Frobenius norm             |2-norm
   *  |'fro'       |Frobenius norm	           |
   *  |Infinity    |max(sum(abs(x), axis=1))   |max(abs(x))
   *  |-Infinity   |min(sum(abs(x), axis=1))   |min(abs(x))
   *  |1           |max(sum(abs(x), axis=0))   |sum(abs(x))
   *  |2           |                           |sum(abs(x)^2)^(1/2)
   *
   * @param axis Optional. If axis is null (the default), the input is
   * considered a vector and a single vector norm is computed over the entire
   * set of values in the Tensor, i.e. norm(x, ord) is equivalent
   * to norm(x.reshape([-1]), ord). If axis is an integer, the input
   * is considered a batch of vectors, and axis determines the axis in x
   * over which to compute vector norms. If axis is a 2-tuple of integer it is
   * considered a batch of matrices and axis determines the axes in NDArray
   * over which to compute a matrix norm.
   * @param keepDims Optional. If true, the norm has the same dimensionality
   * as the input.
   */
  function norm_(
    x: Tensor | TensorLike,
    ord?: number | 'euclidean' | 'fro',
    axis?: number | number[],
    keepDims?: boolean,
  ): Tensor;

  /**
   * Creates a new tensor by applying sparse updates to individual
   * values or slices within a zero tensor of the given shape tensor according to
   * indices. This operator is the inverse of the `tf.gatherND` operator which
   * extracts values or slices from a given tensor.
   *
   * @param indices The tensor contains the indices into the output tensor.
   * @param updates The tensor contains the value for the indices.
   * @param shape: The shape of the output tensor.
   */
  function scatterND<R extends Rank>(
    indices: Tensor | TensorLike,
    updates: Tensor | TensorLike,
    shape: ShapeMap[R],
  ): Tensor<R>;

  /**
   * Searches for where a value would go in a sorted sequence.
   *
   * This is not a method for checking containment (like javascript in).
   *
   * The typical use case for this operation is "binning", "bucketing", or
   * "discretizing". The values are assigned to bucket-indices based on the edges
   * listed in 'sortedSequence'. This operation returns the bucket-index for each
   * value.
   *
   * The side argument controls which index is returned if a value lands exactly
   * on an edge.
   *
   * The axis is not settable for this operation. It always operates on the
   * innermost dimension (axis=-1). The operation will accept any number of outer
   * dimensions.
   *
   * Note: This operation assumes that 'sortedSequence' is sorted along the
   * innermost axis, maybe using 'sort(..., axis=-1)'. If the sequence is not
   * sorted no error is raised and the content of the returned tensor is not well
   * defined.
   *
   * @param sortedSequence: N-D. Sorted sequence.
   * @param values: N-D. Search values.
   * @param side: 'left'|'right'. Defaults to 'left'. 'left' corresponds to lower
   *     bound and 'right' to upper bound.
   * @return An N-D int32 tensor the size of values containing the result of
   *     applying either lower bound or upper bound (depending on side) to each
   *     value. The result is not a global index to the entire Tensor, but the
   *     index in the last dimension.
   */
  function searchSorted(
    sortedSequence: Tensor | TensorLike,
    values: Tensor | TensorLike,
    side?: 'left' | 'right',
  ): Tensor;

  /**
   * Converts a sparse representation into a dense tensor.
   *
   * Builds an array dense with shape outputShape such that:
   *
   * // If sparseIndices is scalar
   * dense[i] = (i == sparseIndices ? sparseValues : defaultValue)
   *
   * // If sparseIndices is a vector, then for each i
   * dense[sparseIndices[i]] = sparseValues[i]
   *
   * // If sparseIndices is an n by d matrix, then for each i in [0, n)
   * dense[sparseIndices[i][0], ..., sparseIndices[i][d-1]] = sparseValues[i]
   * All other values in dense are set to defaultValue. If sparseValues is a
   * scalar, all sparse indices are set to this single value.
   *
   * If indices are repeated the final value is summed over all values for those
   * indices.
   *
   * @param sparseIndices A 0-D, 1-D, or 2-D Tensor of type int32.
   * sparseIndices[i] contains the complete index where sparseValues[i] will be
   * placed.
   * @param sparseValues A 0-D or 1-D Tensor. Values
   * corresponding to each row of sparseIndices, or a scalar value to be used for
   * all sparse indices.
   * @param outputShape Shape of the dense output tensor. The type is inferred.
   * @param defaultValue Scalar. Value to set for indices not specified in
   * sparseIndices. Defaults to zero.
   */
  function sparseToDense<R extends Rank>(
    sparseIndices: Tensor | TensorLike,
    sparseValues: Tensor | TensorLike,
    outputShape: ShapeMap[R],
    defaultValue?: Scalar | ScalarLike,
  ): Tensor<R>;

  /**
   * Gather slices from input tensor into a Tensor with shape specified by
   * `indices`.
   *
   * `indices` is a K-dimensional integer tensor, best thought of as a
   * (K-1)-dimensional tensor of indices into input, where each element defines a
   * slice of input:
   * output[\\(i_0, ..., i_{K-2}\\)] = input[indices[\\(i_0, ..., i_{K-2}\\)]]
   *
   * Whereas in `tf.gather`, `indices` defines slices into the first dimension of
   * input, in `tf.gatherND`, `indices` defines slices into the first N dimensions
   * of input, where N = indices.shape[-1].
   *
   * The last dimension of indices can be at most the rank of input:
   * indices.shape[-1] <= input.rank
   *
   * The last dimension of `indices` corresponds to elements
   * (if indices.shape[-1] == input.rank) or slices
   * (if indices.shape[-1] < input.rank) along dimension indices.shape[-1] of
   * input.
   * The output tensor has shape
   * indices.shape[:-1] + input.shape[indices.shape[-1]:]
   *
   * Note that on CPU, if an out of bound index is found, an error is returned. On
   * GPU, if an out of bound index is found, a 0 is stored in the corresponding
   * output value.
   *
   * @param x The tensor from which to gather values.
   * @param indices Index tensor, must be of type int32.
   */
  function gatherND(x: Tensor | TensorLike, indices: Tensor | TensorLike): Tensor;

  /**
   * Computes dropout.
   *
   * @param x A floating point Tensor or TensorLike.
   * @param rate A float in the range [0, 1). The probability that each element
   *   of x is discarded.
   * @param noiseShape An array of numbers of type int32, representing the
   * shape for randomly generated keep/drop flags. If the noiseShape has null
   * value, it will be automatically replaced with the x's relative dimension
   * size. Optional.
   * @param seed Used to create random seeds. Optional.
   * @returns A Tensor of the same shape of x.
   */
  function dropout(
    x: Tensor | TensorLike,
    rate: number,
    noiseShape?: number[],
    seed?: number | string,
  ): Tensor;

  function enclosingPowerOfTwo(value: number): number;

  function cosineWindow(windowLength: number, a: number, b: number): Tensor1D;
}
