/**
 * TensorFlow ops with one output in which each element depends only on the inputs' elements at the same position, after
 * broadcasting.
 */
export const ELEMENTWISE: ReadonlySet<string> = new Set([
  ...['Abs', 'Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Cast', 'Ceil', 'Cos', 'Cosh', 'Elu', 'Erf'],
  ...['Exp', 'Expm1', 'Floor', 'Identity', 'IsFinite', 'IsInf', 'IsNan', 'LeakyRelu', 'Log', 'Log1p'],
  ...[
    'LogicalNot',
    'Neg',
    'OnesLike',
    'Reciprocal',
    'Relu',
    'Relu6',
    'Round',
    'Rsqrt',
    'Selu',
    'Sigmoid',
    'Sign',
  ],
  ...['Sin', 'Sinh', 'Softplus', 'Sqrt', 'Square', 'Tan', 'Tanh', 'ZerosLike'],
  ...['Add', 'AddV2', 'Atan2', 'Div', 'DivNoNan', 'Equal', 'FloorDiv', 'FloorMod', 'Greater', 'GreaterEqual'],
  ...['Less', 'LessEqual', 'LogicalAnd', 'LogicalOr', 'Maximum', 'Minimum', 'Mod', 'Mul', 'NotEqual', 'Pow'],
  ...['RealDiv', 'SquaredDifference', 'Sub'],
  ...['AddN', 'EluGrad', 'LeakyReluGrad', 'ReluGrad', 'Relu6Grad', 'Select', 'SelectV2', 'SeluGrad'],
]);
