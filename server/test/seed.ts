import fc from 'fast-check'

// Loaded before a test file: what is generated follows from the seed.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['TEST_SEED']) })
