// A user's module for tracing: it reads a value on the line that the error must name.
export function reads(tf, x) {
  const doubled = tf.mul(x, 2);
  return tf.mul(x, doubled.dataSync()[0]); // the line
}
