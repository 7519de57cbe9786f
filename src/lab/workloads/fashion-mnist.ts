import { imageWorkload } from './idx-images';

/** Images of clothing in 10 classes; harder than MNIST, in the same format. */
export const fashionMnist = imageWorkload({
  name: 'fashion-mnist',
  description: 'Fashion-MNIST: 28 × 28 images of clothing; 60,000 training and 10,000 test images.',
  reference: 'Xiao et al. 2017, arXiv:1708.07747',
  semantics: 1,
  torchvision: 'FashionMNIST',
  pixels: { mean: 0.286, deviation: 0.353 },
  hosts: [
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com',
    'https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion',
  ],
  sums: {
    'train-images-idx3-ubyte': {
      sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      gzip: {
        sizeBytes: 26_421_880,
        sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      },
    },
    'train-labels-idx1-ubyte': {
      sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      gzip: {
        sizeBytes: 29_515,
        sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
      },
    },
    't10k-images-idx3-ubyte': {
      sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      gzip: {
        sizeBytes: 4_422_102,
        sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      },
    },
    't10k-labels-idx1-ubyte': {
      sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
      gzip: {
        sizeBytes: 5_148,
        sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
      },
    },
  },
});
