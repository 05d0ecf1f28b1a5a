// Loaded into each Node.js process of a rehearsal (NODE_OPTIONS). Pulumi shows a program's error by util.inspect with
// colours. Node.js 20.20 never ends colouring a stack line such as "node_modules/@pulumi/config.ts", which Pulumi's
// source maps give: it fills half a gigabyte in twenty seconds and gives up. Without colours the error is there at once.
const util = require("node:util");

const inspect = util.inspect;
const plain = (value, options, ...rest) =>
    value instanceof Error && options?.colors === true
        ? inspect(value, { ...options, colors: false })
        : inspect(value, options, ...rest);
util.inspect = Object.assign(plain, inspect);
