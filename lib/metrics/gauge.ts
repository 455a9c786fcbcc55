import { Gauge, type GaugeConfiguration, type Registry } from 'prom-client'

/** A figure that is read when it is asked for: one number, or one for each value of `label`. */
export function gauge(
  registry: Registry,
  { name, help, label, read }: { name: string; help: string; label?: string; read: () => Reading | Promise<Reading> },
): void {
  const configuration: GaugeConfiguration<string> = {
    name: `runtape_${name}`,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [],
    async collect() {
      const reading = await read()
      if (typeof reading === 'number') this.set(reading)
      else {
        this.reset()
        for (const [value, count] of Object.entries(reading)) this.set({ [label ?? '']: value }, count)
      }
    },
  }
  registry.registerMetric(new Gauge(configuration))
}

type Reading = number | Record<string, number>
