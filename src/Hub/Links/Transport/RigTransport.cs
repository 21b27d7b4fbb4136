using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Remote.Transport;

namespace GpioHub.Hub.Links.Transport;

/// <summary>Gives <see cref="RigTransport"/> what its actor system was made with. Akka.NET makes it by its name.</summary>
internal sealed class RigTransportProvider : ITransportAdapterProvider
{
    public Akka.Remote.Transport.Transport Create(Akka.Remote.Transport.Transport wrappedTransport, ExtendedActorSystem system) =>
        new RigTransport(wrappedTransport, system.Settings.Setup.Get<RigSetup>().Value.Gate);
}

/// <summary>Hands the gate to the transport that Akka.NET makes.</summary>
internal sealed class RigSetup(RigGate gate) : Setup
{
    public RigGate Gate => gate;
}

/// <summary>Stands between Akka.Remote and its sockets: turns a host's name into where it listens, and lets only frames of hubs pass.
/// Source: LK-15 … LK-17.</summary>
internal sealed class RigTransport(Akka.Remote.Transport.Transport wrapped, RigGate gate) : AbstractTransportAdapter(wrapped)
{
    public const string Scheme = "rig";

    /// <summary>How long a connection may take until TLS has agreed on it: who takes it and says nothing is tried again.</summary>
    private static readonly TimeSpan LongestConnecting = TimeSpan.FromSeconds(5);

    protected override SchemeAugmenter SchemeAugmenter { get; } = new(Scheme);

    protected override Task<IAssociationEventListener> InterceptListen(
        Address listenAddress, Task<IAssociationEventListener> listenerTask) =>
        Task.FromResult<IAssociationEventListener>(new Arrivals(listenerTask, gate));

    protected override void InterceptAssociate(Address remoteAddress, TaskCompletionSource<AssociationHandle> statusPromise) =>
        _ = AssociateAsync(remoteAddress, statusPromise);

    private async Task AssociateAsync(Address remote, TaskCompletionSource<AssociationHandle> status)
    {
        try
        {
            var way = await gate.WayToAsync(remote.Host);
            var socket = new Address(WrappedTransport.SchemeIdentifier, remote.System, way.Address.ToString(), way.Port);
            var handle = new RigHandle(await ConnectAsync(socket), remote, gate, way);
            gate.Connections.Opened(handle);
            status.TrySetResult(handle);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Akka.Remote tries again, and tells its listeners why.
            status.TrySetException(e);
        }
    }

    private async Task<AssociationHandle> ConnectAsync(Address socket)
    {
        var connecting = WrappedTransport.Associate(socket);
        try
        {
            return await connecting.WaitAsync(LongestConnecting);
        }
        catch (TimeoutException)
        {
#pragma warning disable CS0618 // Akka.Remote's own handles still end in this way
            _ = connecting.ContinueWith(late => late.Result.Disassociate(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
#pragma warning restore CS0618
            throw new TimeoutException("it takes the connection and does not agree on TLS");
        }
    }

    /// <summary>Connections from other hosts; or from anybody, as long as nothing has come over them.</summary>
    private sealed class Arrivals(Task<IAssociationEventListener> listener, RigGate gate) : IAssociationEventListener
    {
        public void Notify(IAssociationEvent ev)
        {
            if (ev is InboundAssociation { Association: { } arrived })
            {
                var handle = new RigHandle(arrived, arrived.RemoteAddress, gate, way: null);
                gate.Connections.Arrived(handle);
                ev = new InboundAssociation(handle);
            }

            listener.ContinueWith(ready => ready.Result.Notify(ev), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
