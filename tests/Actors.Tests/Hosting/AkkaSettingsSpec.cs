using Akka.Actor;
using GpioHub.Actors.Hosting;
using Xunit;

namespace GpioHub.Actors.Tests.Hosting;

/// <summary>The names in the settings lead to what they mean: Akka.NET falls back without an error where one does not.</summary>
public class AkkaSettingsSpec
{
    [Fact(DisplayName = "A system with the hub's settings has the scheduler that sleeps, and refuses to serialize a message")]
    public async Task Settings()
    {
        var system = ActorSystem.Create("set", AkkaSettings.Config);
        try
        {
            Assert.IsType<SleepingScheduler>(system.Scheduler);
            var serializer = ((ExtendedActorSystem)system).Serialization.FindSerializerFor(new Version(1, 5));
            Assert.IsType<NoSerializer>(serializer);
            Assert.Contains("Version", Assert.Throws<NotSupportedException>(() => serializer.ToBinary(new Version(1, 5))).Message,
                StringComparison.Ordinal);
            Assert.Throws<NotSupportedException>(() => serializer.FromBinary<Version>([]));
        }
        finally
        {
            await system.Terminate();
        }
    }
}
