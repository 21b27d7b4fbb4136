using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Guests;
using GpioHub.Rules.Plan;
using static GpioHub.Actors.Rigs.RigChangeProtocol;

namespace GpioHub.Actors.Rigs;

/// <summary>The sockets that a change makes for guests. Making them may block, so no reactor does it.</summary>
internal sealed class RigChangeSockets(RigWiring rig, RigChangeSteps steps)
{
    private readonly Dictionary<string, GuestEndpoint> _made = [];
    private (long Round, Task<Bound> Task)? _binding;

    public GuestEndpoint? Of(string guest) => _made.GetValueOrDefault(guest);

    /// <summary>A step: makes sockets.</summary>
    /// <param name="instead">Where a guest listens if its first place cannot be bound.</param>
    public int Bind(IReadOnlyCollection<GuestPlan> guests, IReadOnlyCollection<GuestPlan> instead)
    {
        long round = steps.Round;
        steps.Need("the guests' sockets were not made");
        var binding = Task.Run(() => Bind(rig.Bind, guests, instead, round));
        _binding = (round, binding);
        binding.PipeTo(steps.Self);
        return 1;
    }

    public bool Answered(Bound message)
    {
        if (steps.Counts(message.Round))
            foreach (var (guest, endpoint) in message.Endpoints) _made[guest] = endpoint;
        return steps.Answered(message.Round, message.Refusal);
    }

    /// <summary>Has sockets that this step waited for in vain given back when they come: the change may be over by then, and nobody hears
    /// of them.</summary>
    public void GiveUp(long round)
    {
        if (_binding is not { } binding || binding.Round != round) return;
        binding.Task.ContinueWith(
            late =>
            {
                foreach (var endpoint in late.Result.Endpoints.Values) endpoint.Dispose();
            },
            CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    /// <summary>Gives back what was made, because the change is undone.</summary>
    public void GiveBack()
    {
        foreach (var endpoint in _made.Values) endpoint.Dispose();
    }

    private static Bound Bind(Func<GuestPlan, GuestEndpoint> bind, IReadOnlyCollection<GuestPlan> guests,
        IReadOnlyCollection<GuestPlan> instead, long round)
    {
        var bound = ImmutableDictionary.CreateBuilder<string, GuestEndpoint>();
        string? refusal = null;
        foreach (var guest in guests)
        {
            foreach (var place in (GuestPlan[])[guest, .. instead.Where(other => other.Id == guest.Id)])
            {
                if (bound.ContainsKey(guest.Id)) break;
                try
                {
                    bound[guest.Id] = bind(place);
                }
                catch (Exception e)   // in use, no permission, no such group: the message names the path
                {
                    refusal ??= e.Message;
                }
            }
        }

        return new Bound(round, bound.ToImmutable(), refusal);
    }
}
