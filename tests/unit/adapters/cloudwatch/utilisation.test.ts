// Unit layer: how the metric reader derives the current utilisation.
import { observed } from '#shared/domain/model/part.ts';
import { answering, END, ending, read } from './metric-answers.ts';

it('the utilisation is that of the newest minute, as a share that may exceed 1', async () => {
  const values = { CPUUtilization: ending(10, 150), MemoryUtilization: ending(29, 57) };
  expect((await read(answering(values))).utilisation).toEqual(observed(END, { cpu: 1.5, memory: 0.57 }));
});

it('a utilisation without CPU has memory alone, and the other way round', async () => {
  const memory = await read(answering({ MemoryUtilization: ending(50) }));
  expect(memory.utilisation).toEqual(observed(END, { memory: 0.5 }));
  const cpu = await read(answering({ CPUUtilization: ending(50) }));
  expect(cpu.utilisation).toEqual(observed(END, { cpu: 0.5 }));
});

it.each([
  { minute: 5, utilisation: { state: 'observed' } },
  { minute: 6, utilisation: { state: 'missing', reason: 'no-data' } },
])('a datapoint $minute minutes ago leaves the utilisation $utilisation.state', async ({ minute, utilisation }) => {
  expect((await read(answering({ CPUUtilization: { [minute]: 50 } }))).utilisation).toMatchObject(utilisation);
});
