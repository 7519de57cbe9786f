// Loss and accuracy of classification workloads.
import type { Scalar, Tensor, Tf } from '../tf';

/** Mean softmax cross-entropy, in nats: `outputs` (logits) [batch, classes], `labels` [batch] int32. */
export function crossEntropy(tf: Tf, outputs: Tensor, labels: Tensor): Scalar {
  const [, classes = 1] = outputs.shape;
  const target = tf.oneHot(labels, classes, 1, 0, 'float32');
  const ofLabel = tf.sum(tf.mul(target, tf.logSoftmax(outputs)), -1);
  return tf.neg(tf.mean<Scalar>(ofLabel));
}

/** Top-1 accuracy over a batch: `outputs` [batch, classes], `labels` [batch] int32. */
export function accuracy(tf: Tf, outputs: Tensor, labels: Tensor): Scalar {
  const right = tf.equal(tf.argMax(outputs, -1), labels);
  return tf.mean<Scalar>(tf.cast(right, 'float32'));
}
