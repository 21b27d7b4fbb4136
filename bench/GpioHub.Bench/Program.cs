using GpioHub.Bench;
using GpioHub.Bench.Workers;

return args is ["worker", var kind, .. var words] ? WorkerProgram.Run(kind, words) : BenchProgram.Run(args);
