using Akka.Configuration;
using Akka.Dispatch;

namespace GpioHub.Actors.Tests.AkkaNet.Support;

/// <summary>The configurator that makes a pump a dispatcher, with its own throughput.</summary>
internal sealed class PumpConfigurator : MessageDispatcherConfigurator
{
    private readonly PumpDispatcher _dispatcher;

    public PumpConfigurator(IDispatcherPrerequisites prerequisites, Pump pump, int throughput = 1000) : base(Config.Empty, prerequisites) =>
        _dispatcher = new PumpDispatcher(this, pump, throughput);

    public override MessageDispatcher Dispatcher() => _dispatcher;

    private sealed class PumpDispatcher : MessageDispatcher
    {
        private readonly Pump _pump;

        public PumpDispatcher(MessageDispatcherConfigurator configurator, Pump pump, int throughput) : base(configurator)
        {
            _pump = pump;
            Throughput = throughput;
        }

        protected override void ExecuteTask(IRunnable run) => _pump.Enqueue(run);

        protected override void Shutdown() => _pump.NoteShutdown();
    }
}
