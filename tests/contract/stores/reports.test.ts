// Contract layer: health reports, over memory and over DynamoDB.
import { MINUTE } from '#shared/domain/model/time.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { NOW } from '#tests/builders/constants.ts';
import { overEveryTable } from './every-table.ts';

const reportAt = (minutes: number) => aReport({ at: NOW + minutes * MINUTE, score: 100 / 3, confidence: 0.1 + 0.2 });

overEveryTable((given) => {
  it('the last five reports of a service are read newest first, to the last digit', async () => {
    const latest = async () => (await given().reports.latest(['registry'])).get('registry') ?? [];
    expect(await latest()).toEqual([]);
    for (const minutes of [0, 1, 2, 3, 4, 5]) await given().reports.save(reportAt(minutes), await latest());
    expect(await latest()).toEqual([5, 4, 3, 2, 1].map(reportAt));
  });

  it('the reports of 250 services are read together, each under its name', async () => {
    const services = Array.from({ length: 250 }, (_, number) => `service-${number}`);
    await Promise.all(services.map((service) => given().reports.save(aReport({ service }), [])));
    const latest = await given().reports.latest([...services, 'service-7', 'unknown']);
    expect([...latest].map(([name, reports]) => [name, reports.map(({ service }) => service)])).toEqual([
      ...services.map((service) => [service, [service]]),
      ['unknown', []],
    ]);
  });
});
