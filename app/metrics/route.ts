import { webMetrics } from '#lib/metrics/web-metrics.ts'
import { route } from '#lib/route/route.ts'

export const GET = route(async () => {
  const { text, contentType } = await webMetrics()
  return new Response(text, { headers: { 'content-type': contentType } })
})
