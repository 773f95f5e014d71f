// A namespace → the names of the index and the data streams of one installation.

export interface ElasticNames {
  /** The current state of each incident. */
  readonly incidents: string
  /** Each incident once, as it was raised: where Elastic Security looks for alerts. */
  readonly alerts: string
  readonly events: string
}

export const elasticNames = (namespace = 'default'): ElasticNames => ({
  incidents: namespace === 'default' ? 'tripline-incidents' : `tripline-incidents-${namespace}`,
  alerts: `logs-tripline.alert-${namespace}`,
  events: `logs-tripline.event-${namespace}`,
})
