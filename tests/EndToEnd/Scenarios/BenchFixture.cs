using GpioHub.EndToEnd.Guests;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>One bench for all tests of a class.</summary>
/// <param name="rig">With chip bench and guest ivi.</param>
public abstract class BenchFixture(FrontEnd frontEnd, string rig = Bench.Rig) : IAsyncLifetime
{
    private Bench? _bench;

    public FrontEnd FrontEnd => frontEnd;

    public Bench Bench => _bench ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => _bench = await Bench.StartAsync(frontEnd, rig);

    public async Task DisposeAsync()
    {
        if (_bench is not null) await _bench.DisposeAsync();
    }
}

public sealed class UmlBench() : BenchFixture(FrontEnd.Uml);

public sealed class Qemu7Bench() : BenchFixture(FrontEnd.Qemu7);

public sealed class Qemu10Bench() : BenchFixture(FrontEnd.Qemu10);
