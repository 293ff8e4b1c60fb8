// Reads records with the registry client of KafkaJS and writes them again: base64 lines in, base64 lines out.
const { SchemaRegistry } = require('@kafkajs/confluent-schema-registry');
const lines = require('node:fs').readFileSync(0, 'utf8').split('\n').filter(Boolean);

async function main() {
  const registry = new SchemaRegistry({ host: process.argv[2] });
  for (const line of lines) {
    const value = Buffer.from(line, 'base64');
    const record = await registry.decode(value);
    const again = await registry.encode(value.readInt32BE(1), record);
    console.log(again.toString('base64'));
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
